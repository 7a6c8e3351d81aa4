using System.Net;
using LinuxPatchApi.Api;
using LinuxPatchApi.Api.Answers;
using LinuxPatchApi.Api.Contracts;
using LinuxPatchApi.Api.Handlers;
using LinuxPatchApi.Api.Input;
using LinuxPatchApi.Api.Lists;
using LinuxPatchApi.Api.Plans;
using LinuxPatchApi.Api.Routing;
using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.HostServices.PackageKit;
using LinuxPatchApi.HostServices.PackageKit.Model;
using LinuxPatchApi.HostServices.PackageKit.Vocabulary;
using LinuxPatchApi.Http.Identity;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Caches;
using LinuxPatchApi.Packages.Detection;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Engines.PackageKit;
using LinuxPatchApi.Packages.Families;
using LinuxPatchApi.Packages.Repairs;
using LinuxPatchApi.Tests.Api.Input;
using LinuxPatchApi.Tests.Jobs;
using LinuxPatchApi.Tests.Packages;
using LinuxPatchApi.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Tests.Api.Plans;

/// <summary>What a family cannot do is refused with its reason, before anything is asked of the package manager.</summary>
public sealed class CapabilityTests
{
    private readonly FakeTimeProvider _time = new(JobSamples.Start);

    [Theory]
    [InlineData("alpm", "apply", """{"packages":["web"]}""", "packages")]
    [InlineData("alpm", "apply", """{"patches":["web"]}""", "patches")]
    [InlineData("alpm", "apply", """{"exclude":["web"]}""", "exclude")]
    [InlineData("alpm", "apply", """{"options":{"exclude_packages":["web"]}}""", "options.exclude_packages")]
    [InlineData("alpm", "apply", """{"security_only":true}""", "security_only")]
    [InlineData("alpm", "apply", """{"min_severity":"high"}""", "min_severity")]
    [InlineData("alpm", "apply", """{"security_only":true,"dry_run":true}""", "security_only")]
    [InlineData("alpm", "apply", """{"min_severity":"low","dry_run":true}""", "min_severity")]
    [InlineData("alpm", "update", "{}", "name")]
    [InlineData("alpm", "install", """{"packages":[{"name":"web"}]}""", "packages")]
    [InlineData("alpm", "install", """{"packages":[{"name":"web","version":"1"}]}""", "packages[].version")]
    [InlineData("alpm", "install", """{"packages":[{"name":"web"}],"options":{"allow_downgrade":true}}""", "options.allow_downgrade")]
    [InlineData("apt", "install", """{"packages":[{"name":"web"}],"options":{"reinstall":true}}""", "options.reinstall")]
    [InlineData("dnf5", "install", """{"packages":[{"name":"web"}],"options":{"no_recommends":true}}""", "options.no_recommends")]
    [InlineData("apk", "update", """{"version":"2"}""", "version")]
    [InlineData("apk", "install", """{"packages":[{"name":"web"}],"options":{"reinstall":true}}""", "options.reinstall")]
    [InlineData("entropy", "update", """{"version":"2"}""", "name")]
    public async Task A_request_for_what_the_family_cannot_do_is_refused_by_field(string flavour, string route, string body, string field)
    {
        var family = FamilyTable.OfEngine(flavour) ?? FamilyTable.Fallback;
        var (mutation, invalid) = route switch
        {
            "apply" => ApplyApi.Read(Inputs.Body(body), family),
            "update" => PackageChangesApi.ReadUpdate("web", Inputs.Body(body), family),
            _ => PackageChangesApi.ReadInstall(Inputs.Body(body), family),
        };
        Assert.Null(invalid);
        var error = Assert.IsType<ApiAnswer.Error>(await new Mutations(Probe(flavour), null!, null!, null!).AnswerAsync(
            Request(), mutation!, Mutations.Accepted, ApiJson.Write, CancellationToken.None));
        Assert.Equal(ApiReason.OptionNotSupported, error.Reason);
        Assert.StartsWith($"{field}: ", error.Message, StringComparison.Ordinal);
        Assert.True(error.Message.Length > field.Length + 10);
    }

    [Theory]
    [InlineData("apt", true)]
    [InlineData("dnf", true)]
    [InlineData("dnf5", true)]
    [InlineData("alpm", false)]
    public void A_selection_of_updates_needs_a_family_that_upgrades_in_part(string flavour, bool works)
    {
        var family = FamilyTable.OfEngine(flavour)!;
        var mutation = ApplyApi.Read(Inputs.Body("""{"packages":["web"]}"""), family).Mutation!;
        Assert.Equal(works, mutation.Options.All(o => family.Of(o.Option, Engine(flavour)).IsSupported));
        Assert.Empty(ApplyApi.Read(Inputs.Body("{}"), family).Mutation!.Options);
    }

    [Theory]
    [InlineData("dnf", "installed in part")]
    [InlineData("alpm", "no repair")]
    [InlineData("apk", "apk fix")]
    public async Task A_repair_that_is_not_needed_or_not_to_be_had_is_refused(string flavour, string words)
    {
        const string Body = "{}";
        var api = new RepairApi(Probe(flavour), null!, new NoRepairPlanner(), null!);
        var exchange = new MemoryExchange(
            "POST",
            "/",
            new ClientIdentity("CN=me", "01", "a", IPAddress.Loopback),
            ["Content-Type: application/json", $"Content-Length: {Body.Length}"],
            Body);
        var request = new ApiRequest(exchange.Exchange, default) { Role = AccessRole.Admin };
        var error = Assert.IsType<ApiAnswer.Error>(await api.RepairAsync(request, CancellationToken.None));
        Assert.Equal(ApiReason.OptionNotSupported, error.Reason);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rpm")]
    [InlineData("alpm")]
    [InlineData("apk")]
    public async Task A_list_of_what_could_be_installed_is_refused_where_nobody_can_give_it(string family)
    {
        var api = new PackagesApi(FamilyTable.All.Single(f => f.Name == family), null!, null!, null!, null!, new HeldLists(), _time);
        var error = Assert.IsType<ApiAnswer.Error>(await api.ListAsync(Request("?status=available"), CancellationToken.None));
        Assert.Equal(ApiReason.OptionNotSupported, error.Reason);
        Assert.StartsWith("status: ", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("alpm", "ignores versions")]
    [InlineData("apt", null)]
    public async Task A_job_cannot_be_undone_where_nothing_goes_back(string flavour, string? reason)
    {
        var installed = new InstalledCache(new FakeInstalledSource { Answer = Inventories.Of("web=2") });
        var catalogue = new PackageCatalogue(null, null, Offering(), FamilyTable.OfEngine(flavour)!);
        var change = JobSamples.Upgrade("web") with { Outcome = ChangeOutcome.Applied };
        var job = JobSamples.New(JobStatus.Completed) with { Changes = [change] };
        var plans = new UndoPlans(installed, catalogue, null, _ => null, feature => FamilyTable.WhyNot(feature, Engine(flavour)), _time);
        var plan = await plans.OfAsync(job, CancellationToken.None);
        Assert.Equal(reason is null, plan.IsPossible);
        Assert.Contains(reason ?? "", string.Join(' ', plan.Reasons), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dnf5", "dnf5 backend does not stop")]
    [InlineData("apt", "cannot be interrupted now")]
    public void Refused_cancellation_has_the_reason_of_the_family(string flavour, string text)
    {
        var why = FamilyTable.WhyNot(Feature.Cancel, Engine(flavour));
        Assert.Contains(text, JobsApi.NotCancelled(JobStatus.Running, why), StringComparison.Ordinal);
    }

    /// <summary>PackageKit offers a cancel for each of its backends.</summary>
    [Theory]
    [InlineData("dnf5", false)]
    [InlineData("dnf", true)]
    [InlineData("alpm", true)]
    public void A_cancel_is_offered_only_where_the_backend_stops(string flavour, bool offered)
    {
        var family = FamilyTable.OfEngine(flavour)!;
        var tracker = new ProgressTracker(family.Shares, family.CanCancel(Engine(flavour)));
        var progress = new PackageKitProgress(PackageKitStatus.Download, 10, true, "", 0, 0, PackageKitRole.UpdatePackages);
        Assert.Equal(offered, tracker.Next(progress).Cancellable);
    }

    private static FakeEngine Offering()
    {
        var engine = new FakeEngine();
        engine.Offered.Add(new LinuxPatchApi.Packages.Model.AvailablePackage("web;1;amd64;r", "web", "amd64", "1", "r", ""));
        return engine;
    }

    private static EngineInfo Engine(string flavour) =>
        new("packagekit", FamilyTable.OfEngine(flavour)?.WireNameOf(flavour) ?? flavour, new Version(1, 3, 1), Offline: false)
        {
            Flavour = flavour,
        };

    private EngineProbe Probe(string flavour) => new(new FakeEngine { Info = Engine(flavour) }, _time);

    private static ApiRequest Request(string query = "")
    {
        var exchange = new MemoryExchange("GET", "/" + query, new ClientIdentity("CN=me", "01", "a", IPAddress.Loopback));
        return new ApiRequest(exchange.Exchange, default) { Role = AccessRole.Admin };
    }
}
