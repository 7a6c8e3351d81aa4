using LinuxPatchApi.Packages.Families.Deb.Database;

namespace LinuxPatchApi.Tests.Packages.Families.Deb.Database;

/// <summary>What a test looks at in a paragraph, which lives on the stack.</summary>
internal delegate string ParagraphText(ControlParagraph paragraph);
