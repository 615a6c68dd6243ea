## Answers that wait for the manager
button-know = I know the answer
proposed-kept = Thank you. Your manager has a look; once approved, everybody finds it.
proposed-none = No answers wait for approval.
proposed-title = Answers to approve ({ $count })
proposed-by = Written by { $name }
button-approve = Approve
button-reject = Leave out
proposed-approved = Approved: it is found from now on.
proposed-rejected = All right, left out.
proposed-approved-yours = Your answer to “{ $question }” was approved; everybody finds it now. Thank you.
proposed-rejected-yours = Your answer to “{ $question }” was not used this time. Your manager can tell you why.
proposed-decided = This one was decided already.
