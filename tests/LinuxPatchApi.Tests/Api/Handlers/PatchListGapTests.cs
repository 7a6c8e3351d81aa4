using System.Net;
using System.Text.Json;
using LinuxPatchApi.Api.Answers;
using LinuxPatchApi.Api.Handlers;
using LinuxPatchApi.Api.Routing;
using LinuxPatchApi.ClientView.Views;
using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Http.Identity;
using LinuxPatchApi.Packages.Caches;
using LinuxPatchApi.Packages.Families.Deb.Control;
using LinuxPatchApi.Packages.Families.Deb.Database;
using LinuxPatchApi.Packages.Families.Deb.Indexes;
using LinuxPatchApi.Tests.Packages;
using LinuxPatchApi.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Tests.Api.Handlers;

/// <summary>A list that may lack updates says so, as health, doctor and the plan of an apply do.</summary>
public sealed class PatchListGapTests : IDisposable
{
    private readonly TemporaryDirectory _root = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    public void Dispose() => _root.Dispose();

    [Theory]
    [InlineData(null)]
    [InlineData("h_dists_s_main_binary-amd64_Packages.bz2")]
    public async Task Case11_An_index_that_cannot_be_read_is_a_warning_of_the_list(string? index)
    {
        var paths = new DpkgPaths(_root.Path);
        Directory.CreateDirectory(paths.Lists);
        if (index is not null)
        {
            File.WriteAllText(Path.Combine(paths.Lists, index), "");
        }

        using var document = await ListAsync(new FakeEngine(), paths);
        const string Why = "is compressed as .bz2, which the agent does not read";
        string[] expected = index is null ? []
            : [$"held and blocked updates may be missing: {Path.Combine(paths.Lists, index)} {Why}"];
        Assert.Equal(expected, document.RootElement.GetProperty("warnings").EnumerateArray().Select(w => w.GetString()));
        Assert.Equal(expected.Select(w => "warning: " + w), PatchesView.Lines(document.RootElement).SkipLast(1));
    }

    /// <summary>dnf lists what an update brings along. The fleet manager fails on the whole list where a version is null.</summary>
    [Fact]
    public async Task Case09_Package_that_is_not_installed_has_an_empty_version_and_never_none()
    {
        var engine = new FakeEngine();
        engine.Updates.Add(Inventories.Update("addition", "1.0"));
        using var document = await ListAsync(engine, new DpkgPaths(_root.Path));
        var patch = Assert.Single(document.RootElement.GetProperty("patches").EnumerateArray());
        Assert.Equal("", patch.GetProperty("current_version").GetString());
    }

    private async Task<JsonDocument> ListAsync(FakeEngine engine, DpkgPaths paths)
    {
        var installed = new InstalledCache(new FakeInstalledSource());
        var refresher = new MetadataRefresher(engine, _time);
        var details = new DetailStore(_root.File("d"), (_, _) => { }, _time);
        var patches = new UpdateCache(
            engine, installed, new AptIndexes(paths), null, new FakeInstalledSource(), details, refresher, _time, TestLog.Of<UpdateCache>())
        {
            Versions = DebianVersion.Order,
        };
        Assert.True((await patches.ReadAsync(CancellationToken.None)).IsSuccess);
        var api = new PatchesApi(patches, installed, new Freshness(patches, refresher, () => TimeSpan.FromHours(1), _time));
        var exchange = new MemoryExchange("GET", "/api/v1/patches", new ClientIdentity("CN=me", "01", "a", IPAddress.Loopback));
        var answer = await api.ListAsync(new ApiRequest(exchange.Exchange, default) { Role = AccessRole.Reader }, CancellationToken.None);

        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            Assert.IsType<ApiAnswer.Data>(answer).Write(writer);
        }

        return JsonDocument.Parse(buffer.ToArray());
    }
}
