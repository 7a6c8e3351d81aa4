using LinuxPatchApi.Packages.Dpkg;

namespace LinuxPatchApi.Tests.Packages.Dpkg;

/// <summary>What a test looks at in a paragraph, which lives on the stack.</summary>
internal delegate string ParagraphText(ControlParagraph paragraph);
