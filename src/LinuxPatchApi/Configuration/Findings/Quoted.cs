using System.Text;

namespace LinuxPatchApi.Configuration.Findings;

/// <summary>Makes text from a file safe to show: replaces control characters, which could forge log lines, and bounds the length.</summary>
internal static class Quoted
{
    /// <summary>Characters shown. Origin: well under one terminal line.</summary>
    private const int MaxShown = 60;

    public static string Show(string text)
    {
        var shown = new StringBuilder("\"", MaxShown + 3);
        foreach (var c in text.AsSpan(0, Math.Min(text.Length, MaxShown)))
        {
            shown.Append(char.IsControl(c) ? '?' : c);
        }
        return shown.Append(text.Length > MaxShown ? "…\"" : "\"").ToString();
    }
}
