using LinuxPatchApi.Api.Answers;
using LinuxPatchApi.Api.Contracts;
using LinuxPatchApi.Api.Input;
using LinuxPatchApi.Api.Plans;
using LinuxPatchApi.Api.Routing;
using LinuxPatchApi.Api.SelfUpdates;
using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Http.Routing;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Operations.PackageChanges.Requests;
using LinuxPatchApi.Packages;
using LinuxPatchApi.Packages.Families;
using LinuxPatchApi.Packages.Planning;

namespace LinuxPatchApi.Api.Handlers;

/// <summary>Installs, updates and removes packages.</summary>
internal sealed class PackageChangesApi(Mutations mutations, IPackageFamily family) : IApiRoutes
{
    public IReadOnlyList<Route<ApiRoute>> Routes =>
    [
        ApiRoute.Change(AccessRole.Operator, "POST", "/api/v1/packages", "installPackages", BodyUse.Required, InstallAsync),
        ApiRoute.Change(AccessRole.Operator, "PUT", "/api/v1/packages/{name}", "updatePackage", BodyUse.Optional, UpdateAsync),
        ApiRoute.Change(AccessRole.Operator, "DELETE", "/api/v1/packages/{name}", "removePackage", BodyUse.None, RemoveAsync,
            "purge", "force", "autoremove", "dry_run", "plan_digest", "refresh"),
    ];

    public async ValueTask<ApiAnswer?> InstallAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var (body, failure) = await JsonBody.ReadAsync(request.Http, required: true, cancellationToken);
        if (body is null)
        {
            return failure;
        }

        var (mutation, invalid) = ReadInstall(body, family);
        return invalid?.Answer ?? await mutations.AnswerAsync(
            request, mutation!, Mutations.Accepted, ApiJson.Write, cancellationToken);
    }

    public async ValueTask<ApiAnswer?> UpdateAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var (body, failure) = await JsonBody.ReadAsync(request.Http, required: false, cancellationToken);
        if (body is null)
        {
            return failure;
        }

        var (mutation, invalid) = ReadUpdate(request.Values["name"], body, family);
        return invalid?.Answer ?? await mutations.AnswerAsync(
            request,
            mutation!,
            SelfUpdateApi.Updated,
            ApiJson.Write,
            cancellationToken);
    }

    public async ValueTask<ApiAnswer?> RemoveAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var (mutation, invalid) = ReadRemove(request.Values["name"], new QueryObject(request.Http.Query), family);
        return invalid?.Answer ?? await mutations.AnswerAsync(
            request, mutation!, job => new RemoveAccepted(Mutations.Accepted(job)), ApiJson.Write, cancellationToken);
    }

    /// <summary>Pure.</summary>
    public static (Mutation? Mutation, InputFailure? Failure) ReadInstall(BodyObject body, IPackageFamily family)
    {
        var (specs, names) = (new List<PackageSpec>(), new List<string>());
        var items = body.Array("packages", PackageLimits.InstallPackages);
        for (var i = 0; i < (items?.Count ?? 0); i++)
        {
            if (items![i].ValueKind != System.Text.Json.JsonValueKind.Object)
            {
                body.Fail<string>($"packages[{i}]", "must be an object with name and, if wanted, version");
                break;
            }

            var item = new BodyObject(items[i], $"packages[{i}]");
            var name = item.Text("name", NameRules.IsPackage, NameRules.PackageRule, ApiReason.ValidationError);
            var version = item.Text("version", NameRules.IsVersion, NameRules.VersionRule, ApiReason.ValidationError);
            if (item.Finish() is null && name is null)
            {
                item.Fail<string>("name", "is missing");
            }

            if (item.Failure is { } wrong)
            {
                return (null, wrong);
            }

            specs.Add(family.Parse(name!, version));
            names.Add(name!);
        }

        var (options, tested) = ReadOptions(body, out var optionsBody);
        if (specs.Any(s => s.Version is not null))
        {
            tested.Add((Feature.ExactVersion, "packages[].version"));
        }

        // PackageKit 1.4.0 upgrades the whole Arch host along with one new package.
        tested.Add((Feature.PartialUpgrade, "packages"));

        var dryRun = body.Bool("dry_run") ?? false;
        var refresh = body.Bool("refresh") ?? false;
        var digest = body.Text("plan_digest", PlanGate.IsDigest, PlanGate.DigestRule);
        if (body.Finish(optionsBody) is null && specs.Count == 0)
        {
            body.Fail<string>("packages", $"must name 1 to {PackageLimits.InstallPackages} packages");
        }

        return body.Failure is { } failure
            ? (null, failure)
            : (new Mutation(
                JobOperation.Install,
                new InstallRequest(specs, options) { PlanDigest = digest },
                names,
                dryRun,
                tested)
            { Refresh = refresh }, null);
    }

    /// <summary>Pure.</summary>
    public static (Mutation? Mutation, InputFailure? Failure) ReadUpdate(string name, BodyObject body, IPackageFamily family)
    {
        if (!NameRules.IsPackage(name))
        {
            return (null, new InputFailure(ApiReason.ValidationError, "name", NameRules.PackageRule));
        }

        var version = body.Text("version", NameRules.IsVersion, NameRules.VersionRule, ApiReason.ValidationError);
        var (options, tested) = ReadOptions(body, out var optionsBody);
        tested.Add((Feature.PartialUpgrade, "name"));
        if (version is not null)
        {
            tested.Add((Feature.ExactVersion, "version"));
        }

        var dryRun = body.Bool("dry_run") ?? false;
        var refresh = body.Bool("refresh") ?? false;
        var digest = body.Text("plan_digest", PlanGate.IsDigest, PlanGate.DigestRule);
        var spec = family.Parse(name, version);
        var isAgent = spec.Name == ProtectedPackages.Agent;
        return body.Finish(optionsBody) is { } failure
            ? (null, failure)
            : (new Mutation(
                isAgent ? JobOperation.SelfUpdate : JobOperation.Update,
                isAgent ? new SelfUpdateRequest(spec, options, DelaySeconds: 0) { PlanDigest = digest }
                    : new UpdateRequest(spec, options) { PlanDigest = digest },
                [name],
                dryRun,
                tested)
            { Refresh = refresh }, null);
    }

    /// <summary>Pure.</summary>
    public static (Mutation? Mutation, InputFailure? Failure) ReadRemove(string name, QueryObject query, IPackageFamily family)
    {
        if (!NameRules.IsPackage(name))
        {
            return (null, new InputFailure(ApiReason.ValidationError, "name", NameRules.PackageRule));
        }

        var tested = new List<(Feature, string)>();
        if (query.Bool("purge") == true)
        {
            tested.Add((Feature.Purge, "purge"));
        }

        var remove = new RemoveRequest(family.Parse(name), query.Bool("force") ?? false, query.Bool("autoremove") ?? false)
        {
            PlanDigest = query.Text("plan_digest", PlanGate.IsDigest, PlanGate.DigestRule),
        };
        var dryRun = query.Bool("dry_run") ?? false;
        var refresh = query.Bool("refresh") ?? false;
        return query.Finish() is { } failure
            ? (null, failure)
            : (new Mutation(JobOperation.Remove, remove, [name], dryRun, tested) { Refresh = refresh }, null);
    }

    private static (ChangeOptions Options, List<(Feature, string)> Tested) ReadOptions(BodyObject body, out BodyObject? options)
    {
        options = body.Object("options");
        var force = options?.Bool("force") ?? false;
        var noRecommends = options?.Bool("no_recommends") ?? false;
        var downgrade = options?.Bool("allow_downgrade") ?? false;
        var reinstall = options?.Bool("reinstall") ?? false;
        var tested = new List<(Feature, string)>();
        tested.AddRange(noRecommends ? [(Feature.WithoutRecommends, "options.no_recommends")] : []);
        tested.AddRange(downgrade ? [(Feature.Downgrade, "options.allow_downgrade")] : []);
        tested.AddRange(reinstall ? [(Feature.Reinstall, "options.reinstall")] : []);
        return (new ChangeOptions(force, downgrade, reinstall), tested);
    }
}
