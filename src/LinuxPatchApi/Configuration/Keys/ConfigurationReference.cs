using System.Text;

namespace LinuxPatchApi.Configuration.Keys;

/// <summary>Writes docs/usage/configuration.md from the table of settings. A test compares the file with it.</summary>
internal static class ConfigurationReference
{
    private const string Head = """
        # Configuration reference

        <!-- Generated from src/LinuxPatchApi/Configuration/Keys/ConfigurationDefaults.cs
             by `linux-patch-api check-config --print-reference`. -->

        The agent reads `/etc/linux_patch_api/config.yaml`. Every setting is optional. An unknown setting, a value of the wrong type or
        outside its limits, and a repeated key are errors: the agent does not start with them, and a running agent keeps its previous
        configuration and reports health `degraded`. `linux-patch-api check-config` shows every mistake with file, line and column.

        The file is plain YAML in UTF-8: one document, at most 256 KiB, without anchors, aliases and tags. The agent reads it again when it
        changes, also when an editor replaces it. Settings marked *restart* take effect at the next start; all others immediately.

        """;

    public static string Write()
    {
        var page = new StringBuilder(Head);
        foreach ((var section, var about) in ConfigurationSections.All)
        {
            page.Append('\n').Append("## `").Append(section).Append("`\n\n").Append(about).Append("\n\n")
                .Append("| Setting | Value | Default | Meaning | Origin of default and limits |\n|---|---|---|---|---|\n");
            foreach (var key in ConfigurationDefaults.All.Where(key => key.Section == section))
            {
                page.Append("| `").Append(key.Name).Append("` | ").Append(Cell(key.Rule)).Append(" | ")
                    .Append(key.Default is null ? "not set" : $"`{key.Default}`").Append(" | ").Append(Cell(Meaning(key))).Append(" | ")
                    .Append(Cell(key.Origin)).Append(" |\n");
            }
        }
        return page.ToString();
    }

    private static string Meaning(ConfigurationKey key) =>
        (key.Legacy ? "*Kept for old files.* " : "")
        + key.Description
        + (key.NeedsRestart ? " *restart*" : "");

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
