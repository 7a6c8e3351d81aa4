using System.Buffers;
using System.Text;
using System.Text.Json;
using LinuxPatchApi.Api.Answers;
using LinuxPatchApi.Api.Contracts;
using LinuxPatchApi.Api.Lists;
using LinuxPatchApi.Packages.Families;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Tests.Api.Lists;

public sealed class PackageListWriterTests
{
    private static readonly DateTime At = new(2026, 3, 1, 12, 0, 0, 120, DateTimeKind.Utc);

    private static readonly Package Bash = new(
        "bash", "5.2+dfsg-1", "amd64", "upgradable", true, "5.3-1", "5.3-1", "GNU \"shell\"", ["CVE-2026-0001"], "debian-main", 4096, At,
        true);

    public static TheoryData<int, int?, bool> Lists => new() { { 0, null, false }, { 1, 1, true }, { 3, null, true } };

    [Theory]
    [MemberData(nameof(Lists))]
    public void Output_equals_that_of_the_serializer(int count, int? limit, bool refreshed)
    {
        string[] warnings = refreshed ? ["a \"w\""] : [];
        var list = new PackageList(
            [.. Enumerable.Repeat(Bash, count)], 7, limit, 2, At, refreshed ? At : null, refreshed, warnings);
        Assert.Equal(
            Json(writer => JsonSerializer.Serialize(writer, list, ApiJson.Default.PackageList)),
            Json(writer => Assert.Equal(count, PackageListWriter.Write(list, writer).Count())));
    }

    [Fact]
    public void Case35_Offered_item_gives_the_document_of_its_package()
    {
        AvailablePackage[] offered = [
            new(null, "zsh", "amd64", "5.9-4", "debian-stable-main", "a shell – with \"words\"") { SizeBytes = 4096 },
            new(null, "empty", "all", "1", null, ""),
        ];
        var packed = new PackedPackages();
        Assert.All(offered, p => Assert.True(packed.TryAdd(p)));
        var page = new OfferedPage([Bash, new OfferedItem(packed, 0), new OfferedItem(packed, 1)]);
        Assert.Equal(3, page.Count);
        Assert.Same(Bash, page[0]);
        Assert.Equal(Documents([Bash, .. offered.Select(PackageItems.Available)]), Documents(page));

        static IEnumerable<string> Documents(IEnumerable<Package> packages) =>
            packages.Select(p => ApiJson.Text(p, ApiJson.Write));
    }

    [Theory]
    [InlineData("bash", 0)]
    [InlineData("empty", 0)]
    [InlineData("fish", 1)]
    [InlineData("zz", 2)]
    public void Case35_Installed_and_offered_packages_are_merged_by_name(string installed, int at)
    {
        var packed = new PackedPackages();
        packed.TryAdd(new AvailablePackage(null, "empty", "i386", "1", null, ""));
        packed.TryAdd(new AvailablePackage(null, "zsh", "amd64", "1", null, ""));
        var merged = OfferedPage.Merge([Bash with { Name = installed }], packed);
        Assert.Equal(3, merged.Count);
        Assert.Equal(installed, merged[at].Name);
        var filter = new PackageFilter(null, PackageStatus.All, null, "name", false, null, 0);
        Assert.Equal(merged, filter.Apply(merged, StringComparer.Ordinal).Page);
        Assert.Equal(merged, filter.Apply([merged[2], merged[0], merged[1]], StringComparer.Ordinal).Page);
    }

    private static string Json(Action<Utf8JsonWriter> write)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(bytes, ApiJson.WriterOptions))
        {
            write(writer);
        }
        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }
}
