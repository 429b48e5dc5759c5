/* The words of the table editor's menu, which knows English only. Loaded after it. */
Handsontable.languages.registerLanguageDictionary({
  languageCode: "zh-CN",
  "ContextMenu:items.insertRowAbove": "在上方插入一行",
  "ContextMenu:items.insertRowBelow": "在下方插入一行",
  "ContextMenu:items.insertColumnOnTheLeft": "在左侧插入一列",
  "ContextMenu:items.insertColumnOnTheRight": "在右侧插入一列",
  "ContextMenu:items.removeRow": ["删除行", "删除所选行"],
  "ContextMenu:items.removeColumn": ["删除列", "删除所选列"],
  "ContextMenu:items.undo": "撤销",
  "ContextMenu:items.redo": "恢复",
});
