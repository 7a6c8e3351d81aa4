namespace LinuxPatchApi.Packages.Families;

/// <summary>States whether a feature works on this host.</summary>
/// <param name="Obstacle">Why it does not work, for people; null when it works.</param>
internal readonly record struct Capability(string? Obstacle)
{
    public static readonly Capability Works = new(null);

    public bool IsSupported => Obstacle is null;

    public static Capability No(string obstacle) => new(obstacle);
}
