using LinuxPatchApi.Configuration.Findings;

namespace LinuxPatchApi.Configuration.Yaml;

/// <summary>
/// Finds characters that YAML does not allow (YAML 1.2 section 5.1), or takes for a line break that no editor shows: YAML libraries skip
/// some of them silently, so that a file means something other than what it shows. Pure.
/// </summary>
internal static class YamlCharacters
{
    /// <summary>Returns the first such character; null when there is none.</summary>
    public static Finding? Find(string file, string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!IsRefused(text[i]))
            {
                continue;
            }

            var before = text.AsSpan(0, i);
            var place = new FilePosition(file, before.Count('\n') + 1, i - before.LastIndexOf('\n'));
            return Finding.Error(
                FindingReason.Syntax, place, "", $"the character U+{(int)text[i]:X4} is not accepted",
                "remove it; an editor may not show it");
        }

        return null;
    }

    private static bool IsRefused(char c) => c is not ('\t' or '\n' or '\r')
        && (char.IsControl(c) || c is '\u2028' or '\u2029' or '\uFEFF' or '\uFFFE' or '\uFFFF');
}
