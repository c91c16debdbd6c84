/*
 * sentence_list.h - every sentence and hint of this folder, English and Chinese side by side.
 *
 * This is the file for translators. A row is WORDS(NAME, English, Chinese); {0}, {1} and {2} are
 * slots, the comment above a row says what fills them. What a person has to type stands in straight
 * quotation marks or bare, since Chinese ones would be the next mistake. No full stop at the end.
 * Included several times, with WORDS defined each time.
 *
 * Floor: json.
 */
/* clang-format off */

/* --- the whole text --- */
WORDS(TOO_LARGE, "the text is larger than 64 MiB", "文本超过 64 MiB")
WORDS(SPLIT, "split it into several files", "请拆分成几个文件")
WORDS(BOM, "the text begins with a byte order mark", "文本以字节顺序标记（BOM）开头")
WORDS(SAVE_WITHOUT_BOM, "save the file as UTF-8 without BOM", "请把文件另存为不带 BOM 的 UTF-8")
WORDS(UTF16, "the text is written in UTF-16 or UTF-32", "文本采用了 UTF-16 或 UTF-32 编码")
WORDS(SAVE_NOT_UNICODE, "save the file as UTF-8; Windows programs call UTF-16 \"Unicode\"",
      "请把文件另存为 UTF-8；Windows 程序里的“Unicode”指的是 UTF-16")
WORDS(NOT_UTF8, "this byte is not UTF-8", "此处的字节不是 UTF-8")
WORDS(SAVE_NOT_GBK, "the file looks like GB18030 (GBK); save it as UTF-8",
      "文件看起来采用 GB18030（GBK）编码，请另存为 UTF-8")
WORDS(SAVE_UTF8, "save the file as UTF-8; it may be in a Windows or Latin encoding",
      "请把文件另存为 UTF-8；它可能采用了 Windows 或拉丁字母编码")
/* {0}: a number */
WORDS(TOO_DEEP, "lists and objects are nested more than {0} deep", "列表和对象的嵌套超过了{0}层")
WORDS(FEWER_LEVELS, "no record needs that; write the value with fewer levels",
      "没有哪条记录需要这么深，请减少层数")
WORDS(EMPTY, "the text is empty", "文本是空的")
WORDS(RECORD_FORM, "a record is written as { \"key\": value, ... }",
      "一条记录写作 { \"key\": value, ... }")
/* {0}: a bracket or quotation mark; {1}: a line number */
WORDS(NOT_CLOSED, "the text ends, but the {0} of line {1} is not closed",
      "文本已经结束，但第{1}行的 {0} 还没有闭合")
/* {2}: a bracket or quotation mark */
WORDS(CLOSE_IT, "add {2}, or copy the whole text again: its end may be missing",
      "请补上 {2}，或者重新复制全文：末尾可能缺了一段")
WORDS(KEY_TWICE, "this key stands twice in the same object", "这个键在同一个对象里出现了两次")
WORDS(KEEP_ONE, "keep one of them: programs disagree on which one counts",
      "请只保留一个：以哪一个为准，各种程序并不一致")

/* --- characters --- */
WORDS(SPACE_NO_BREAK, "a no-break space stands between the parts of the text",
      "各部分之间有不间断空格")
WORDS(SPACE_WIDE, "a full-width space stands between the parts of the text", "各部分之间有全角空格")
WORDS(SPACE_ZERO, "an invisible zero-width character stands between the parts of the text",
      "各部分之间有看不见的零宽字符")
WORDS(SPACE_LINE, "an unusual line separator stands between the parts of the text",
      "各部分之间有特殊的行分隔符")
WORDS(TYPE_SPACE, "delete it, or type an ordinary space", "请删掉它，或改成普通空格")
/* {0}: what was written; {1}: what JSON needs */
WORDS(LOOKALIKE, "{0} stands where JSON needs the plain character {1}",
      "此处的 {0} 应为半角字符 {1}")
/* {1}: what JSON needs */
WORDS(WRITE_PLAIN, "write {1} here; half-width punctuation on a Chinese keyboard",
      "请改为 {1}；中文输入法请切换到半角（英文）标点")
WORDS(WRITE_STRAIGHT,
      "write {1} here; other quotation marks come from word processors and Chinese keyboards",
      "请改为 {1}；其他引号往往来自文字处理软件或中文输入法")
WORDS(WRITE_ASCII, "write {1} here", "请改为 {1}")
/* {0}: U+0001 */
WORDS(CONTROL_IN_TEXT, "the control character {0} stands inside a text", "文本值里有控制字符 {0}")
WORDS(CONTROL_BETWEEN, "the control character {0} stands between the parts of the text",
      "各部分之间有控制字符 {0}")
WORDS(DELETE_IT, "delete it", "请删掉它")

/* --- inside a text in quotation marks --- */
WORDS(LINE_ENDS, "a text in quotation marks ends with its line", "引号里的文本到行末还没有闭合")
WORDS(CLOSE_ON_LINE,
      "close it with \" on the same line; write a line break inside a text as \\n",
      "请在同一行用 \" 闭合；文本里要换行就写 \\n")
WORDS(CLOSE_NOT_CURLY,
      "close it with a straight \"; the line has another quotation mark that looks like one",
      "请用直引号 \" 闭合；这一行里有看起来相似的其他引号")
WORDS(TAB_IN_TEXT, "a tab stands inside a text", "文本值里有制表符（Tab）")
WORDS(WRITE_TAB, "write it as \\t, or as spaces", "请写成 \\t，或改用空格")
WORDS(ESCAPE_HEX, "\\u is not followed by four hexadecimal digits", "\\u 后面不是四位十六进制数字")
WORDS(NO_ESCAPE_NEEDED, "write the character itself; JSON is UTF-8 and needs no \\u for letters",
      "请直接写这个字符；JSON 使用 UTF-8，文字不需要 \\u")
WORDS(ESCAPE_QUOTE, "\\' is not an escape of JSON", "JSON 没有 \\' 这种转义")
WORDS(WRITE_QUOTE, "write ' without the backslash", "请直接写 '，不加反斜杠")
/* {0}: a letter */
WORDS(ESCAPE_LETTER, "\\{0} is not an escape of JSON", "JSON 没有 \\{0} 这种转义")
WORDS(WRITE_BACKSLASHES, "write \\\\ for a backslash, as in C:\\\\data",
      "反斜杠要写成 \\\\，例如 C:\\\\data")
WORDS(ESCAPE_NONE, "a backslash begins no escape of JSON here", "此处的反斜杠不构成 JSON 的转义")
WORDS(WRITE_BACKSLASH, "write \\\\ for a backslash", "反斜杠要写成 \\\\")
WORDS(SURROGATE, "an escape names half a character (a lone surrogate)",
      "转义只写了半个字符（单独的代理码元）")
WORDS(NO_SURROGATE, "write the character itself; it needs no \\u in UTF-8",
      "请直接写这个字符；UTF-8 里不需要 \\u")

/* --- numbers --- */
WORDS(NO_INFINITY, "JSON has no infinity", "JSON 里没有无穷大")
WORDS(WRITE_NULL_OR_NONE, "write null, or leave the field out", "请写 null，或者不写这一项")
WORDS(MINUS_ALONE, "a minus sign stands without a number", "负号后面没有数字")
WORDS(WRITE_MINUS, "write the number, as in -1.5", "请写出数字，例如 -1.5")
WORDS(POINT_LAST, "a number does not end with its decimal point", "数字不能以小数点结尾")
WORDS(WRITE_POINT_LAST, "write 1.0 or 1 instead of 1.", "不要写 1.，请写 1.0 或 1")
WORDS(NO_EXPONENT, "the exponent of a number has no digits", "数字的指数部分没有数字")
WORDS(WRITE_EXPONENT, "write 1e6, or 1000000", "请写 1e6 或 1000000")
WORDS(LEADING_ZERO, "a number does not begin with 0", "数字不能以 0 开头")
WORDS(WRITE_NO_ZERO, "write 7 instead of 07; a code like 007 is a text: \"007\"",
      "不要写 07，请写 7；007 这样的代码是文本，要写成 \"007\"")
WORDS(PLUS_FIRST, "a number does not begin with +", "数字不能以 + 开头")
WORDS(WRITE_NO_PLUS, "write 1 instead of +1", "不要写 +1，请写 1")
WORDS(POINT_FIRST, "a number does not begin with its decimal point", "数字不能以小数点开头")
WORDS(WRITE_POINT_FIRST, "write 0.5 instead of .5", "不要写 .5，请写 0.5")
WORDS(UNIT_BEHIND_NUMBER, "these characters do not belong to the number before them",
      "这些字符不属于前面的数字")
WORDS(WRITE_NUMBER_OR_TEXT,
      "write the number alone, with digits only; or the whole as a text: \"12 km\"",
      "请只写数字；或者整个写成文本，例如 \"12 km\"")
WORDS(DATE_BARE, "a date stands without quotation marks", "日期没有加引号")
WORDS(WRITE_DATE, "write it as a text: \"2019-04-17\"", "请写成文本：\"2019-04-17\"")
WORDS(THOUSANDS, "a comma stands inside a number, it seems", "数字里似乎有逗号")
WORDS(WRITE_THOUSANDS, "write 1234567 without separators; if this is a key, it needs \"quotation marks\"",
      "请写 1234567，不加分隔符；如果这是键，要加 \"引号\"")

/* --- words of other languages --- */
WORDS(NO_NAN, "JSON has no NaN", "JSON 里没有 NaN")
WORDS(NO_UNDEFINED, "JSON has no undefined", "JSON 里没有 undefined")
WORDS(WRITTEN_NONE, "JSON writes None as null", "None 在 JSON 里写作 null")
WORDS(WRITTEN_NIL, "JSON writes nil as null", "nil 在 JSON 里写作 null")
WORDS(SMALL_NULL, "null is written in small letters", "null 要用小写")
WORDS(SMALL_TRUE, "true is written in small letters", "true 要用小写")
WORDS(SMALL_FALSE, "false is written in small letters", "false 要用小写")
WORDS(WRITE_NULL, "write null", "请写 null")
WORDS(WRITE_TRUE, "write true", "请写 true")
WORDS(WRITE_FALSE, "write false", "请写 false")

/* --- commas, colons, brackets --- */
WORDS(COMMA_LAST, "a comma stands before the closing bracket", "右括号前多了一个逗号")
WORDS(DELETE_COMMA, "delete this comma", "请删掉这个逗号")
WORDS(COMMA_TWICE, "two commas stand next to each other", "连续写了两个逗号")
WORDS(DELETE_ONE, "delete one of them", "请删掉一个")
WORDS(COMMA_FIRST, "a comma stands before the first key", "第一个键前面多了一个逗号")
WORDS(COMMA_FIRST_ITEM, "a comma stands before the first item", "第一项前面多了一个逗号")
WORDS(NO_VALUE, "a value is missing here", "此处缺少值")
WORDS(WRITE_VALUE, "write the value, or null where there is none", "请写上值；没有值就写 null")
WORDS(SINGLE_QUOTED, "a text stands in single quotation marks", "文本用了单引号")
WORDS(BARE_TEXT, "a text stands without quotation marks", "文本没有加引号")
WORDS(QUOTE_TEXT, "write \"text\" with double quotation marks", "请用双引号：\"text\"")
WORDS(NO_SUCH_VALUE, "no value begins with this character", "值不能以这个字符开头")
WORDS(VALUE_FORMS, "a value is a \"text\", a number, true, false, null, [ ... ] or { ... }",
      "值可以是 \"text\"、数字、true、false、null、[ ... ] 或 { ... }")
WORDS(SINGLE_QUOTED_KEY, "a key stands in single quotation marks", "键用了单引号")
WORDS(BARE_KEY, "a key stands without quotation marks", "键没有加引号")
WORDS(QUOTE_KEY, "write \"key\" with double quotation marks", "请用双引号：\"key\"")
WORDS(NO_KEY, "a key is missing before the colon", "冒号前缺少键")
WORDS(WRITE_MEMBER, "write \"key\": value", "请写成 \"key\": value")
WORDS(KEY_HERE, "a key in double quotation marks belongs here", "此处应为双引号里的键")
WORDS(EQUALS_SIGN, "= stands between a key and its value", "键和值之间写了 =")
WORDS(WRITE_COLON, "write : instead of =", "请把 = 改为 :")
WORDS(KEY_ALONE, "a key has no value", "键没有值")
WORDS(KEY_GOES_ON, "a quotation mark ends the key here, but the key seems to go on",
      "引号在此处结束了键，但后面似乎还有内容")
WORDS(ESCAPE_IN_KEY, "write \\\" for a quotation mark inside a key", "键里的引号要写成 \\\"")
WORDS(NO_COLON, "a colon is missing between a key and its value", "键和值之间缺少冒号")
WORDS(WRONG_SQUARE, "] stands where the object needs its }", "对象应以 } 结束，此处却是 ]")
WORDS(WRONG_CURLY, "} stands where the list needs its ]", "列表应以 ] 结束，此处却是 }")
WORDS(OBJECT_FORM, "an object begins with { and ends with }", "对象以 { 开头，以 } 结束")
WORDS(LIST_FORM, "a list begins with [ and ends with ]", "列表以 [ 开头，以 ] 结束")
WORDS(SEMICOLON, "a semicolon stands where JSON needs a comma", "此处写了分号，而 JSON 需要逗号")
WORDS(WRITE_COMMA_FOR_SEMICOLON, "write , instead of ;", "请把 ; 改为 ,")
WORDS(COLON_IN_LIST, "a colon stands in a list", "列表里出现了冒号")
WORDS(LIST_OR_OBJECT, "use { } for keys with values, [ ] for a list",
      "键和值用 { }，列表用 [ ]")
WORDS(COLON_BEHIND_VALUE, "a colon stands behind a value", "值后面出现了冒号")
WORDS(COMMA_OR_COLON, "a comma is missing before this key, or the colon is one too many",
      "这个键前面缺少逗号，或者多了一个冒号")
WORDS(TEXT_GOES_ON, "a quotation mark ends the text here, but the text seems to go on",
      "引号在此处结束了文本，但后面似乎还有内容")
WORDS(ESCAPE_IN_TEXT, "write \\\" for a quotation mark inside a text", "文本里的引号要写成 \\\"")
WORDS(NOT_OF_VALUE, "these characters do not belong to the value before them",
      "这些字符不属于前面的值")
WORDS(TEXT_OR_NUMBER, "write a text in double quotation marks, a number with digits only",
      "文本要加双引号，数字只能写数字")
WORDS(NO_COMMA_KEYS, "a comma is missing before the next key", "下一个键之前缺少逗号")
WORDS(NO_COMMA_ITEMS, "a comma is missing between two items of a list", "列表的两项之间缺少逗号")
WORDS(WRITE_COMMA, "write , here", "请在此处写 ,")
WORDS(BRACKET_TOO_MANY, "a closing bracket is one too many", "多了一个右括号")
WORDS(DELETE_OR_OPEN, "delete it, or add what it closes", "请删掉它，或补上与它对应的左括号")
WORDS(SECOND_VALUE, "a second value follows the first", "第一个值后面又有一个值")
WORDS(ONE_VALUE, "one file holds one value; put several into a list: [ ..., ... ]",
      "一个文件只放一个值；多个值请放进列表：[ ..., ... ]")
WORDS(TEXT_BEHIND_END, "text follows the end of the value", "值结束之后还有文字")
WORDS(DELETE_REST, "delete what follows", "请删掉后面的内容")
WORDS(COMMENT, "JSON has no comments", "JSON 里不能写注释")
WORDS(DELETE_COMMENT, "delete the comment; say it in a note of the submission",
      "请删掉注释；要说明的话写进提交的备注")

/* --- the report itself --- */
/* {0}: findings, {1}: errors among them, both numbers */
WORDS(MORE, "and {0} more, {1} of them errors", "另有{0}条，其中错误{1}条")
WORDS(MEND_FIRST, "mend those shown first and check again", "请先改好上面列出的，再检查一次")
WORDS(LEVEL_INFO, "info", "说明")
WORDS(LEVEL_UNCHECKED, "unchecked", "未检查")
WORDS(LEVEL_WARNING, "warning", "警告")
WORDS(LEVEL_ERROR, "error", "错误")
/* {0}: level, {1}: code, {2}: sentence */
WORDS(LINE, "{0} {1}: {2}", "{0} {1}：{2}")
WORDS(HINT, "hint: {0}", "提示：{0}")
/* clang-format on */
