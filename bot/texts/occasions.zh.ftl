## Copy for occasions, text messages, and figures quoted from documents
copy-occasion = 不推销，只问候
copy-cited = 资料里的数
copy-sms-rules = 短信以【{ $name }】开头；要换，在话里写「署名」加店名，或请主管在设置里填公司名。群发的商业短信还要让人能退订。
copy-cited-check = 引自资料的数，发之前请核对是否仍有效。
