using LinuxPatchApi.Packages.Families.Deb.Control;

namespace LinuxPatchApi.Tests.Packages.Families.Deb.Control;

/// <summary>What a test looks at in a paragraph, which lives on the stack.</summary>
internal delegate string ParagraphText(ControlParagraph paragraph);
