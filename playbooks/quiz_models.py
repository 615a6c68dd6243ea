"""Schema of the quiz: questions with their key, an explanation of our own, and where the key is contested."""

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from playbooks.models import Content, Key, Reference, Text

OptionText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
QuestionId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{1,27}$")]
LETTERS = "ABCDEF"


class Question(Content):
    """One question. The key is given in letters, A for the first option; true or false: A 对, B 错."""

    id: QuestionId = Field(description="Unique in all quizzes; short, it travels in a button's data")
    kind: Literal["single", "multiple", "true_false"] = Field(description="How it is answered")
    text: Text = Field(description="The question")
    options: tuple[OptionText, ...] = Field(
        (), description="Two to six; none for true or false", max_length=6
    )
    answer: Annotated[str, StringConstraints(pattern=r"^[A-F]{1,6}$")] = Field(
        description="The key in letters"
    )
    explain: Text = Field(description="Why, in our own words")
    contested: Text | None = Field(None, description="What we think of the key where we doubt it")

    @property
    def right(self) -> tuple[int, ...]:
        """Places of the right options, from 0."""
        return tuple(sorted(LETTERS.index(letter) for letter in self.answer))

    @model_validator(mode="after")
    def _fits(self) -> Self:
        count = 2 if self.kind == "true_false" else len(self.options)
        if self.kind == "true_false" and self.options:
            raise ValueError("true or false has no options of its own")
        if count < 2:
            raise ValueError("at least two options")
        if len(set(self.answer)) != len(self.answer) or max(self.right) >= count:
            raise ValueError(
                f"answer {self.answer!r} names no option twice and none beyond {LETTERS[count - 1]}"
            )
        if (self.kind == "multiple") == (len(self.answer) < 2):
            raise ValueError("multiple has at least two right options, the others exactly one")
        return self


class QuizBook(Content):
    """A file of questions."""

    kind: Literal["quiz"] = Field(description="quiz")
    id: Key = Field(description="Equals the file's name")
    title: Text = Field(description="Shown above its questions")
    sources: tuple[Reference, ...] = Field(description="Where the questions come from", min_length=1)
    questions: tuple[Question, ...] = Field(description="The questions", min_length=1)
