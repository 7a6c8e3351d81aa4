using System.Text;
using CsCheck;
using LinuxPatchApi.Packages.Families.Deb.Control;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Packages.Families.Deb.Control;

public sealed class ControlFileTests : IDisposable
{
    private const string Two = "\nPackage: a\nDescription: one\n more: lines\n .\n\tend\n\n\n\nPackage: bé\nversion:  2 \n";
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Paragraphs_are_the_same_wherever_a_chunk_ends()
    {
        var text = Encoding.UTF8.GetBytes(Two);
        for (var cut = 0; cut <= text.Length; cut++)
        {
            Assert.Equal(["a|one", "bé|"], Chunked(text, [cut]));
        }
    }

    [Fact]
    public void Paragraphs_are_the_same_for_any_text_and_any_chunks() => Gen.Select(
        Gen.Char["aP:\n "].Array[0, 60],
        Gen.Int[0, 60].Array[0, 5]).Sample((characters, cuts) =>
        {
            var text = Encoding.UTF8.GetBytes(characters);
            var whole = Raw(text, []);
            return Raw(text, cuts).SequenceEqual(whole);
        }, iter: 2000);

    [Fact]
    public void File_longer_than_the_buffer_is_read_whole()
    {
        var text = new StringBuilder();
        for (var i = 0; i < 20_000; i++)
        {
            text.Append($"Package: p{i}\nVersion: 1.{i}\nDescription: some words to fill the line with\n\n");
        }
        text.Append($"Package: big\nDescription: {new string('x', 700_000)}\n");
        var path = _directory.Write("status", text.ToString());
        var names = new List<string>();
        ControlFile.Read(path, p => { names.Add(p.First("Package"u8)!); return true; }, CancellationToken.None);
        Assert.Equal(20_001, names.Count);
        Assert.Equal(["p0", "p19999", "big"], [names[0], names[^2], names[^1]]);
    }

    [Fact]
    public void Visitor_that_has_enough_ends_the_reading()
    {
        var path = _directory.Write("status", Two);
        var seen = 0;
        ControlFile.Read(path, _ => ++seen < 1, CancellationToken.None);
        Assert.Equal(1, seen);
    }

    [Fact]
    public void Paragraph_without_end_is_refused()
    {
        var path = _directory.Write("status", new string('x', 9 * 1024 * 1024));
        Assert.Throws<InvalidDataException>(() => ControlFile.Read(path, _ => true, CancellationToken.None));
    }

    [Fact]
    public void Missing_file_is_an_error_of_input() =>
        Assert.ThrowsAny<IOException>(() => ControlFile.Read(_directory.File("none"), _ => true, CancellationToken.None));

    [Fact]
    public void Cancelled_reading_stops()
    {
        var path = _directory.Write("status", Two);
        Assert.Throws<OperationCanceledException>(() => ControlFile.Read(path, _ => true, new CancellationToken(canceled: true)));
    }

    private static List<string> Chunked(byte[] text, int[] cuts) =>
        Walk(text, cuts, p => $"{p.First("Package"u8)}|{p.First("Description"u8)}");

    private static List<string> Raw(byte[] text, int[] cuts) =>
        Walk(text, cuts, p => $"{p.Full("P"u8)}|{p.Full("a"u8)}|{p.First("aP"u8)}");

    /// <summary>As <see cref="ControlFile.Read"/> does it: what was not consumed is seen again with more behind it.</summary>
    private static List<string> Walk(byte[] text, int[] cuts, ParagraphText show)
    {
        var seen = new List<string>();
        var consumed = 0;
        foreach (var end in cuts.Select(c => Math.Min(c, text.Length)).Order())
        {
            consumed += ControlFile.Visit(text.AsSpan(consumed, Math.Max(end - consumed, 0)), Take, final: false).Consumed;
        }
        ControlFile.Visit(text.AsSpan(consumed), Take, final: true);
        return seen;

        bool Take(ControlParagraph paragraph)
        {
            seen.Add(show(paragraph));
            return true;
        }
    }
}
