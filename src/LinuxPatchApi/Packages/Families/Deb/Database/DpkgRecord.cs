using LinuxPatchApi.Packages.Families.Deb.Control;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Families.Deb.Database;

/// <summary>The identity and state of a package's record in dpkg's database.</summary>
/// <param name="Architecture">Empty when the record has none.</param>
/// <param name="Version">
/// Empty where dpkg requires none: for a package that is not installed, or whose first unpacking was interrupted.
/// </param>
/// <param name="IsSame">True for Multi-Arch: same, so that it can be installed once for each architecture.</param>
internal sealed record DpkgRecord(string Name, string Architecture, string Version, DpkgStatus Status, bool IsSame)
{
    /// <summary>
    /// Parses a paragraph by the rules by which dpkg refuses its own database. Throws <see cref="InvalidDataException"/> with the broken
    /// rule; what dpkg would refuse is not guessed at.
    /// </summary>
    public static DpkgRecord Read(ControlParagraph paragraph)
    {
        if (paragraph.Fault() is { } fault)
        {
            throw new InvalidDataException(fault);
        }

        var name = paragraph.First("Package"u8);
        if (name is null or "")
        {
            throw new InvalidDataException("a record has no Package field");
        }

        if (!char.IsAsciiLetterOrDigit(name[0]) || name.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '+' or '.' or '_')))
        {
            throw new InvalidDataException("a record has a Package field that is no name");
        }

        var status = !paragraph.Has("Status"u8) ? DpkgStatus.None
            : DpkgStatus.Parse(paragraph.First("Status"u8) ?? "")
                ?? throw new InvalidDataException($"{name}: the Status field is not three words that dpkg knows");
        var version = paragraph.Has("Version"u8) ? paragraph.First("Version"u8) ?? "" : null;
        if (version is null && status.State is not (InstalledState.NotInstalled or InstalledState.HalfInstalled))
        {
            throw new InvalidDataException($"{name}: is {status.State.Spelling()} and has no Version field");
        }

        if (version is not null && (version.Length == 0 || version[0] is '-' or ':' || version.Contains(' ', StringComparison.Ordinal)))
        {
            throw new InvalidDataException($"{name}: the Version field is no version");
        }

        CheckTriggers(name, status.State, paragraph.Has("Triggers-Awaited"u8), paragraph.Has("Triggers-Pending"u8));
        return new DpkgRecord(
            name, string.Intern(paragraph.First("Architecture"u8) ?? ""), version ?? "", status, paragraph.Is("Multi-Arch"u8, "same"u8));
    }

    private static void CheckTriggers(string name, InstalledState state, bool awaited, bool pending)
    {
        var wrong = state switch
        {
            InstalledState.TriggersAwaited => awaited ? null : "awaits no trigger",
            InstalledState.TriggersPending => !pending ? "has no trigger pending" : awaited ? "awaits triggers" : null,
            _ when pending => "has triggers pending",
            InstalledState.Installed or InstalledState.ConfigFiles or InstalledState.NotInstalled when awaited => "awaits triggers",
            _ => null,
        };
        if (wrong is not null)
        {
            throw new InvalidDataException($"{name}: is {state.Spelling()} and {wrong}");
        }
    }
}
