using System.Text;
using LinuxPatchApi.Packages.Families;
using LinuxPatchApi.Packages.Families.Deb.Control;
using LinuxPatchApi.Packages.Families.Deb.Database;

namespace LinuxPatchApi.Fuzz.Targets;

/// <summary>dpkg's status and apt's Packages files: the same paragraphs whole and in two pieces.</summary>
internal static class DpkgTarget
{
    public static void Check(byte[] input)
    {
        var whole = new List<string>();
        Allocations.Bounded(input, () => Visit(input, whole, final: true));
        foreach (var cut in Segments.Cuts(input))
        {
            var pieces = new List<string>();
            var consumed = Visit(input.AsSpan(0, cut), pieces, final: false);
            Visit(input.AsSpan(consumed), pieces, final: true);
            Violation.Unless(pieces.SequenceEqual(whole), $"cut at {cut} there are other paragraphs");
        }
    }

    private static int Visit(ReadOnlySpan<byte> text, List<string> seen, bool final) => ControlFile.Visit(
        text,
        paragraph =>
        {
            var package = Read(paragraph);
            var depends = DependencyField.Parse(paragraph.First("Depends"u8), required: true).Count();
            seen.Add($"{package} {depends} {paragraph.Full("Description"u8)} {paragraph.Is("Status"u8, "install ok installed"u8)}");
            return true;
        },
        final).Consumed;

    /// <summary>A record, or the rule that it breaks: nothing else may come of any text.</summary>
    private static string Read(ControlParagraph paragraph)
    {
        try
        {
            return $"{DpkgInstalledSource.Package(DpkgRecord.Read(paragraph), paragraph)}";
        }
        catch (InvalidDataException e)
        {
            return e.Message;
        }
    }
}
