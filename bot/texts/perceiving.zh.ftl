## Voice and pictures
heard = 听到的是：{ $text }
seen = 图里写的是：{ $text }
voice-too-long = 语音太长了，最长 { $minutes } 分钟。分成几段，或打成字发我吧。
voice-failed = 这段语音没听出来。再录一次，或打成字发我吧。
voice-silent = 语音里没听到说话。再录一次，或打成字发我吧。
picture-too-big = 图片太大了，最大 { $megabytes } MB。
picture-unclear = 这张图没看清。换一张清楚的，或把图里的话打给我吧。
picture-nothing = 图里没看到字。把客户的话打给我吧。
picture-prices = 图里的价目，请核对：
picture-prices-name = 拍照价目表 { $day }
button-keep-prices = 没错，存成资料
model-limit = 今天用模型的次数到上限了，明天再来。文字消息照常能答。
file-gone = 这个文件取不到了，请再发一次。
