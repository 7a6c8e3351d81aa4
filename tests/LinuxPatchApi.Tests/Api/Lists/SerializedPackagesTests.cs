using System.Buffers;
using System.Text;
using System.Text.Json;
using LinuxPatchApi.Api.Answers;
using LinuxPatchApi.Api.Contracts;
using LinuxPatchApi.Api.Lists;
using LinuxPatchApi.Packages.Caches;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Tests.Packages;

namespace LinuxPatchApi.Tests.Api.Lists;

public sealed class SerializedPackagesTests
{
    private static readonly DateTime At = new(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc);
    private readonly InstalledInventory _installed = Inventories.Of("web=1");
    private readonly UpdatesSnapshot _updates = Snapshot();
    private readonly SerializedPackages _written = new();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(500)]
    public void List_of_cached_items_equals_a_newly_written_list(int count)
    {
        var packages = Packages(count);
        SerializedPackages.Pieces? pieces = null;
        // A collection that other tests cause may take a short one at once.
        for (var i = 0; i < 100 && pieces is null; i++)
        {
            Note(packages, times: 2);
            pieces = _written.Find(_installed, _updates);
        }

        Assert.NotNull(pieces);
        Assert.Equal(count, pieces.Value.Total);
        Assert.Equal(
            Json(writer => PackageListWriter.Write(List(packages), writer)),
            Json(writer => PackageListWriter.Write(List([]), writer, pieces)));
    }

    [Fact]
    public void Nothing_is_cached_for_a_single_request()
    {
        Note(Packages(3), times: 1);
        Assert.Null(_written.Find(_installed, _updates));
    }

    [Fact]
    public void Nothing_is_found_for_another_inventory_or_other_updates()
    {
        Note(Packages(500), times: 2);
        Assert.Null(_written.Find(Inventories.Of("web=1"), _updates));
        Assert.Null(_written.Find(_installed, Snapshot()));
        Assert.Null(_written.Find(_installed, null));
    }

    [Fact]
    public void Nothing_is_cached_before_updates_are_known()
    {
        _written.Store(_installed, null, Packages(3));
        _written.Store(_installed, null, Packages(3));
        Assert.Null(_written.Find(_installed, null));
    }

    [Fact]
    public void Full_garbage_collection_drops_the_cache()
    {
        Note(Packages(500), times: 2);
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        Assert.Null(_written.Find(_installed, _updates));
    }

    private void Note(IReadOnlyList<Package> packages, int times)
    {
        for (var i = 0; i < times; i++)
        {
            _written.Store(_installed, _updates, packages);
        }
    }

    private static UpdatesSnapshot Snapshot() => new([], new Dictionary<string, UpdateDetail>(), At, null, default);

    private static IReadOnlyList<Package> Packages(int count) =>
    [
        .. Enumerable.Range(0, count).Select(i => new Package(
            $"p{i}", "1:2+3-4", "amd64", "installed", false, null, null, "A \"name\" and ü", [], null, i, At, false)),
    ];

    private static PackageList List(IReadOnlyList<Package> packages) => new(packages, 7, null, 0, At, At, false, []);

    private static string Json(Func<Utf8JsonWriter, IEnumerable<bool>> write)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(bytes, ApiJson.WriterOptions))
        {
            Assert.All(write(writer), Assert.True);
        }

        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }
}
