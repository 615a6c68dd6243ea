// The page's own words. Chinese is what stands in the markup and in the scripts; English is looked up by it.
// A test compares this table with every Chinese text of the page and of the server behind it.
export const ENGLISH = {
  __proto__: null,
  "金句": "Jinju",
  "本机试用 · 不会发到网络": "Runs on this machine · nothing is sent out",
  "用谁的手机": "Whose phone",
  "粘贴客户的话，马上得到一句能直接发的。": "Paste what a customer said and get a line you can send at once.",
  "发送，": "sends, ", "换行，": "starts a new line, ", "看命令。": "shows the commands.",
  "在线": "online",
  "切换身份": "Switch person", "切换深色和浅色": "Switch between dark and light",
  "聊天记录": "Conversation", "消息": "Message", "我发的": "Sent by me", "金句的回复": "Jinju's reply", "回应": "Reaction",
  "客户一开口，你就有话接": "Your customer speaks, you have the answer",
  "把客户说的话粘贴或转发过来，马上得到一句能直接发的回复、背后的理由和下一步。":
    "Paste or forward what a customer said and get a reply ready to send, the reason behind it and the next step.",
  "开始": "Start", "回到最新消息": "To the newest message", "可选项": "Choices", "快捷操作": "Shortcuts",
  "取消": "Cancel", "关闭": "Close", "发送": "Send", "知道了": "OK",
  "取消回复": "Cancel the reply", "回复：{}": "Replying to: {}", "回复的消息：{}": "Message replied to: {}",
  "粘贴为客户的话": "Paste customer's words", "转发一组": "Forward",
  "命令菜单": "Commands", "附件": "Attachment", "回复键盘": "Reply keyboard",
  "还没有命令，先点「开始」或稍等一下。": "No commands yet: press Start, or wait a moment.",
  "结果": "Result", "没有结果": "No results",
  "录一段语音": "Record a voice note", "正在录音": "Recording", "发送语音": "Send the voice note",
  "文件": "File", "照片": "Photo", "语音文件": "Voice file", "联系人": "Contact",
  "选择文件": "Choose files", "选择照片": "Choose photos", "选择语音文件": "Choose a voice file",
  "展开": "Show more", "收起": "Show less", "点一下复制": "Tap to copy", "隐藏的内容，点一下显示": "Hidden: tap to show",
  "播放语音": "Play the voice note",
  "客户说": "The customer said", "客户说：{}": "Customer: {}", "把客户的原话贴在这里": "Paste the customer's own words here",
  "谁说的": "Who said it", "张先生": "Mr Zhang", "隐藏账号（只看得到名字）": "Hidden account (only the name shows)",
  "转发的话": "Forwarded messages", "再加一条": "Add another", "第 {} 条": "Message {}",
  "客户说的一句话": "Something the customer said", "上移": "Move up", "删除这条": "Remove this one",
  "我的补充（可不填）": "My comment (optional)",
  "例如：在售A3，目录价3800，旧车抵300": "For example: A3 in stock, list price 3800, 300 for the old one",
  "补充的位置": "Where the comment goes", "在转发之前": "Before the forward", "在转发之后": "After the forward", "转发": "Forward",
  "转发自 {}": "Forwarded from {}", "隐藏用户": "a hidden account", "客户": "Customer",
  "发送联系人": "Send a contact", "姓名": "Name", "电话": "Phone",
  "今天": "Today", "昨天": "Yesterday", "已编辑 {}": "edited {}", "{} 条未读": "{} unread",
  "正在输入…": "typing…", "正在发送文件…": "sending a file…", "正在发送照片…": "sending a photo…",
  "正在发送语音…": "sending a voice note…", "正在录音…": "recording…", "正在查找…": "looking…",
  "正在处理…": "working…", "正在想…": "Thinking…", "正在发送…": "Sending…",
  "连接断开，正在重连…": "Connection lost, reconnecting…",
  "已复制": "Copied", "浏览器不让复制，请长按选择": "The browser will not copy: press and hold to select",
  "用不了麦克风，可以点回形针发语音文件": "No microphone here: send a voice file with the paper clip",
  "没有发出去，请再试一次": "That was not sent, please try again",
  "连不上本机服务，稍后再试": "The local service cannot be reached, please try again shortly",
  "会话已失效，请刷新页面": "This session has ended, please reload the page",
  "没有这个文件": "There is no such file", "文件已经不在了": "That file is gone", "没有收到文件": "No file arrived",
  "请求无法识别": "That request was not understood", "没有这个身份": "There is no such person",
  "不支持的操作": "That cannot be done here", "先写点什么再发送": "Write something first",
  "这条消息已经不在了": "That message is gone", "这个按钮已经变了，请看最新的消息": "That button has changed, see the newest message",
  "至少写一条要转发的话": "Write at least one message to forward", "姓名和电话都要填": "Name and phone are both needed",
  "结果已经过期，请重新输入": "Those results have expired, please type again",
  "销售": "salesperson", "主管": "manager", "管理员": "admin", "路人": "Passer-by", "未加入": "not a member",
};

const READ = ["aria-label", "placeholder", "value"]; // `value` is what a field starts with, not what was typed
const REMEMBERED = "phone-language";
let language = "zh";

// A text in the page's language; {} is filled with `filling`.
export function t(text, filling) {
  const own = language === "en" ? ENGLISH[text] ?? text : text;
  return filling === undefined ? own : own.replace("{}", () => filling);
}

export const locale = () => (language === "en" ? "en-GB" : "zh-CN");

// Speaks another language from here on; says whether anything changed.
export function speak(wanted) {
  const chosen = wanted === "en" ? "en" : "zh";
  try { localStorage.setItem(REMEMBERED, chosen); } catch { /* private mode: only for now */ }
  if (chosen === language) return false;
  language = chosen;
  document.documentElement.lang = locale();
  for (const read of originals) read();
  return true;
}

// Every Chinese text of the markup, with the way to write it again.
const originals = [];
function collect(root) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const words = node.data.trim();
    if (words in ENGLISH) {
      const [before, after] = node.data.split(words);
      originals.push(() => { node.data = before + t(words) + after; });
    }
  }
  for (const node of root.querySelectorAll(READ.map((name) => `[${name}]`).join())) {
    for (const name of READ) {
      const words = node.getAttribute(name);
      if (words in ENGLISH) originals.push(() => node.setAttribute(name, t(words)));
    }
  }
}

collect(document.body);
// The language of the last visit, until the server has said which one it is now: nothing flashes.
try { speak(localStorage.getItem(REMEMBERED)); } catch { /* private mode */ }
