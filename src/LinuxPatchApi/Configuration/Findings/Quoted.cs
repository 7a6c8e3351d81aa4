using LinuxPatchApi.Wire;

namespace LinuxPatchApi.Configuration.Findings;

/// <summary>Makes text from a file safe to show: replaces control characters, which could forge log lines, and bounds the length.</summary>
internal static class Quoted
{
    /// <summary>Characters shown. Origin: well under one terminal line.</summary>
    private const int MaxShown = 60;

    public static string Show(string text) => $"\"{OneLine.Of(text, MaxShown, instead: '?')}\"";
}
