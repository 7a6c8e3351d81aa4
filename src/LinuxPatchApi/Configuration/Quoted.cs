using System.Text;

namespace LinuxPatchApi.Configuration;

/// <summary>Text from a file, made safe to show: control characters replaced (they could forge log lines), length bounded.</summary>
internal static class Quoted
{
    /// <summary>Characters shown of a foreign text. Origin: half a terminal line.</summary>
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
