using System.Text;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Operations.PackageChanges.Requests;
using LinuxPatchApi.Packages;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Operations.PackageChanges.Planning;

/// <summary>
/// What the digest of a plan without changes covers: the request, as far as it decides about packages, and the installed versions that it
/// leaves as they are. What follows the change (a reboot, restarts) is none of it, nor the order of names. Pure.
/// </summary>
internal static class PlanBasis
{
    public static string Of(JobRequest request, IReadOnlyList<PackageChange> skipped)
    {
        var text = new StringBuilder();
        switch (request is SelfUpdateRequest self ? self.AsUpdate() : request)
        {
            case InstallRequest install:
                Append(text, "install", install.Packages.Select(Text));
                Append(text, "options", Options(install.Options));
                break;
            case UpdateRequest update:
                Append(text, "update", [Text(update.Package)]);
                Append(text, "options", Options(update.Options));
                break;
            case RemoveRequest remove:
                Append(text, "remove", [Text(remove.Package), .. Set(remove.Force, "force"), .. Set(remove.AutoRemove, "autoremove")]);
                break;
            case RollbackRequest rollback:
                Append(text, "rollback", [rollback.OriginalJobId.ToString(), .. Set(rollback.Force, "force")]);
                break;
            case ApplyRequest apply:
                Append(text, "packages", apply.Packages?.Select(Text));
                Append(text, "patches", apply.Patches);
                Append(text, "exclude", apply.Exclude);
                Append(text, "only", [.. Set(apply.SecurityOnly, "security"), apply.MinSeverity ?? ""]);
                break;
        }

        Append(text, "skipped", skipped.Select(s => $"{s.Name}:{s.Architecture} {s.FromVersion ?? "-"} {s.ToVersion ?? "-"}"));
        return text.ToString();
    }

    /// <summary>Every installed package with its version.</summary>
    public static string Of(InstalledInventory inventory)
    {
        var text = new StringBuilder();
        Append(text, "installed", inventory.Packages.Select(p => $"{p.Key.Text}={p.Version}"));
        return text.ToString();
    }

    private static string Text(PackageSpec spec) => spec.Version is { } version ? $"{spec.Text}={version}" : spec.Text;

    private static IEnumerable<string> Options(ChangeOptions options) =>
        [.. Set(options.Force, "force"), .. Set(options.AllowDowngrade, "allow_downgrade"), .. Set(options.Reinstall, "reinstall")];

    private static IEnumerable<string> Set(bool isSet, string word) => isSet ? [word] : [];

    /// <summary>An absent list is none that is empty: the one means everything, the other nothing.</summary>
    private static void Append(StringBuilder text, string field, IEnumerable<string>? values)
    {
        if (values is null)
        {
            return;
        }

        text.Append(field).Append(':');
        foreach (var value in values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            text.Append(' ').Append(value);
        }

        text.Append('\n');
    }
}
