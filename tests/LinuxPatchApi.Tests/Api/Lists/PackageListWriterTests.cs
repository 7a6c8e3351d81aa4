using System.Buffers;
using System.Text;
using System.Text.Json;
using LinuxPatchApi.Api.Answers;
using LinuxPatchApi.Api.Contracts;
using LinuxPatchApi.Api.Lists;

namespace LinuxPatchApi.Tests.Api.Lists;

public sealed class PackageListWriterTests
{
    private static readonly DateTime At = new(2026, 3, 1, 12, 0, 0, 120, DateTimeKind.Utc);

    private static readonly Package Bash = new(
        "bash", "5.2+dfsg-1", "amd64", "upgradable", true, "5.3-1", "5.3-1", "GNU \"shell\"", ["CVE-2026-0001"], "debian-main", 4096, At, true);

    public static TheoryData<int, int?, bool> Lists => new() { { 0, null, false }, { 1, 1, true }, { 3, null, true } };

    [Theory]
    [MemberData(nameof(Lists))]
    public void ItWritesWhatTheSerializerWould(int count, int? limit, bool refreshed)
    {
        var list = new PackageList([.. Enumerable.Repeat(Bash, count)], 7, limit, 2, At, refreshed ? At : null, refreshed);
        Assert.Equal(
            Json(writer => JsonSerializer.Serialize(writer, list, ApiJson.Default.PackageList)),
            Json(writer => Assert.Equal(count, PackageListWriter.Write(list, writer).Count())));
    }

    [Theory]
    [MemberData(nameof(Lists))]
    public void Case35_Items_that_were_written_one_by_one_are_the_same_list(int count, int? limit, bool refreshed)
    {
        var list = new PackageList([.. Enumerable.Repeat(Bash, count)], 7, limit, 2, At, refreshed ? At : null, refreshed);
        using var items = new WrittenItems();
        List<ArraySegment<byte>> written = [.. list.Packages.Select(package => items.Add(package).Text)];
        Assert.Equal(
            Json(writer => JsonSerializer.Serialize(writer, list, ApiJson.Default.PackageList)),
            Json(writer => Assert.Equal(count, PackageListWriter.Write(list with { Packages = [] }, writer, items: written).Count())));
    }

    [Fact]
    public void Case35_A_whole_distribution_is_held_as_its_text()
    {
        using var items = new WrittenItems();
        var before = GC.GetAllocatedBytesForCurrentThread();
        List<ArraySegment<byte>> written = [.. Enumerable.Range(0, 2000).Select(i => items.Add(Bash with { Name = $"package-{i}" }).Text)];
        var text = written.Sum(item => (long)item.Count);
        // Besides the text what is gone when the list is made: the names here, and what they are sorted by.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, text, (2 * text) + (512 * 1024));
        Assert.Equal(Math.Ceiling(text / (256.0 * 1024)), written.Select(item => item.Array).Distinct().Count(), tolerance: 1);
    }

    private static string Json(Action<Utf8JsonWriter> write)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(bytes, Envelope.WriterOptions))
        {
            write(writer);
        }
        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }
}
