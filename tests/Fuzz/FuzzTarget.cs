namespace LinuxPatchApi.Fuzz;

/// <summary>Something that reads bytes of a stranger, and what must hold for every input.</summary>
/// <param name="Name">Name of its corpus folder and on the command line.</param>
/// <param name="Check">Reads an input; throws when something does not hold. What the code declares to throw is caught inside.</param>
/// <param name="Seeds">Inputs that are made rather than kept: those that hold something of this machine or this moment.</param>
internal sealed record FuzzTarget(string Name, Action<byte[]> Check, Func<IEnumerable<byte[]>>? Seeds = null)
{
    /// <summary>Longer inputs find nothing new here and cost time.</summary>
    public const int MaxBytes = 16 * 1024;

    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new("head", Targets.HeadTarget.Check),
        new("chunked", Targets.ChunkedTarget.Check),
        new("connection", Targets.ConnectionTarget.Check),
        new("target", Targets.RequestTargetTarget.Check),
        new("json", Targets.JsonTarget.Check),
        new("dbus-message", Targets.DBusMessageTarget.Check),
        new("yaml", Targets.YamlTarget.Check),
        new("allow-list", Targets.AllowListTarget.Check),
        new("package-id", Targets.PackageIdTarget.Check),
        new("dpkg", Targets.DpkgTarget.Check),
        new("crl", Targets.CrlTarget.Check, Targets.CrlTarget.Seeds),
        new("pem", Targets.PemTarget.Check, Targets.PemTarget.Seeds),
        new("openpgp", Targets.OpenPgpTarget.Check),
        new("manager", Targets.ManagerTarget.Check, Targets.ManagerTarget.Seeds),
    ];

    /// <summary>The kept inputs and the made ones.</summary>
    public IReadOnlyList<byte[]> Corpus()
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "corpus", Name);
        var kept = Directory.GetFiles(folder).Order(StringComparer.Ordinal).Select(File.ReadAllBytes);
        return [.. kept, .. Seeds?.Invoke() ?? []];
    }
}
