using LinuxPatchApi.Packages.Engines;

namespace LinuxPatchApi.Packages.Families;

/// <summary>For package managers whose texts say nothing that the engine's codes do not. Pure.</summary>
internal sealed class PlainFailureTexts : IFailureTexts
{
    public static readonly PlainFailureTexts Instance = new();

    public bool IsHeldLock(string text) => false;

    public bool IsNoLock(string text) => false;

    public bool IsScript(string text) => text.Contains("script", StringComparison.OrdinalIgnoreCase);
}
