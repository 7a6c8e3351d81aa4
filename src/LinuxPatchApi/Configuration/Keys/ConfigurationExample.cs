using System.Text;

namespace LinuxPatchApi.Configuration.Keys;

/// <summary>
/// Writes the packaged config.reference.yaml: every setting as a comment with its meaning and default. A test compares the file with it.
/// </summary>
internal static class ConfigurationExample
{
    /// <summary>Columns of a line. Origin: fits an editor in an 80-column terminal.</summary>
    private const int Width = 79;

    public static string Write()
    {
        var file = new StringBuilder();
        Comment(file, "",
            "Every setting of linux-patch-api with its default. The agent does not read this file: copy a section to "
            + "/etc/linux_patch_api/config.yaml and remove the '#' before each setting you change. The agent reads that file again when it "
            + "changes. Check it with: linux-patch-api check-config");
        foreach ((var section, var about) in ConfigurationSections.All)
        {
            file.Append('\n');
            Comment(file, "", about);
            file.Append(section).Append(":\n");
            foreach (var key in ConfigurationDefaults.All.Where(key => key.Section == section))
            {
                var legacy = key.Legacy ? "Kept for old files. " : "";
                var restart = key.NeedsRestart ? " Takes effect at the next start." : "";
                Comment(file, "  ", $"{legacy}{key.Description} ({key.Rule}){restart}".Replace("`", "", StringComparison.Ordinal));
                file.Append("  #").Append(key.Name).Append(": ").Append(Value(key)).Append('\n');
            }
        }
        return file.ToString();
    }

    private static string Value(ConfigurationKey key)
    {
        var shown = key.Default ?? key.Example ?? (key.Choices.Count > 0 ? key.Choices[0] : ConfigurationDefaults.ServerPort.Default!);
        var isPlain = key.Kind is ConfigurationKind.Integer or ConfigurationKind.Boolean or ConfigurationKind.Path
                or ConfigurationKind.Units or ConfigurationKind.Roles
            || (key.Kind == ConfigurationKind.Choice && shown.All(c => char.IsAsciiLetter(c) || c == '-'));
        return isPlain ? shown : $"\"{shown}\"";
    }

    private static void Comment(StringBuilder file, string indent, string text)
    {
        var column = 0;
        foreach (var word in text.Split(' '))
        {
            if (column > 0 && column + 1 + word.Length > Width)
            {
                file.Append('\n');
                column = 0;
            }
            if (column == 0)
            {
                file.Append(indent).Append('#');
                column = indent.Length + 1;
            }
            file.Append(' ').Append(word);
            column += 1 + word.Length;
        }
        file.Append('\n');
    }
}
