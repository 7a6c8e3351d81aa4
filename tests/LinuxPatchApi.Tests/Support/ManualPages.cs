using System.Text;
using LinuxPatchApi.Cli;
using LinuxPatchApi.Cli.Agents;
using LinuxPatchApi.Cli.Verbs;
using LinuxPatchApi.ClientView;
using LinuxPatchApi.Configuration.Keys;

namespace LinuxPatchApi.Tests.Support;

/// <summary>Writes the packaged manual pages (man(7)) and the completion of bash from the tables of verbs and of settings.</summary>
internal static class ManualPages
{
    /// <summary>linux-patch-api(8): the verbs with their options.</summary>
    public static string Program()
    {
        var page = new StringBuilder(".TH LINUX\\-PATCH\\-API 8 \"\" linux\\-patch\\-api \"System administration\"\n.SH NAME\n"
            + "linux\\-patch\\-api \\- patch this host on behalf of clients with a certificate\n.SH SYNOPSIS\n");
        foreach (var verb in VerbTable.All)
        {
            page.Append(".br\n.B linux\\-patch\\-api ").Append(Escaped(verb.Name)).Append('\n');
            foreach (var option in verb.Options.Where(option => !option.IsHidden))
            {
                var form = $"\\fB{Escaped(option.Name)}\\fR{(option.ValueName is { } value ? $" \\fI{Escaped(value)}\\fR" : "")}";
                page.Append(option.IsRequired ? form : $"[{form}]").Append(option.IsRepeatable ? "..." : "").Append('\n');
            }
            page.Append(verb.Operand is { } operand ? $"[\\fI{Escaped(operand)}\\fR...]\n" : "");
        }
        page.Append(
            ".SH DESCRIPTION\nA daemon that lists, plans, applies and verifies package updates of this host for clients that hold a "
                + "certificate "
            + "(mutual TLS, TCP port 12443).\nPackages are changed by the host's own package service over D\\-Bus; the daemon starts no "
            + "other program.\n"
            + ".SH VERBS\n");
        foreach (var verb in VerbTable.All)
        {
            page.Append(".SS ").Append(Escaped(verb.Name)).Append('\n').Append(Escaped(verb.Summary)).Append(".\n");
            foreach (var option in verb.Options.Where(option => !option.IsHidden))
            {
                page.Append(".TP\n\\fB").Append(Escaped(option.Name)).Append("\\fR")
                    .Append(option.ValueName is { } value ? $" \\fI{Escaped(value)}\\fR" : "").Append('\n')
                        .Append(Escaped(option.Description)).Append('\n');
            }
            if (verb.Details.Length > 0)
            {
                page.Append(".PP\n").Append(Escaped(verb.Details)).Append('\n');
            }
        }
        page.Append(".SH EXIT STATUS\n");
        foreach ((var code, var meaning) in HelpText.ExitCodes)
        {
            page.Append(".TP\n.B ").Append((int)code).Append('\n').Append(Escaped(meaning)).Append('\n');
        }
        page.Append(".SH FILES\n");
        foreach ((var path, var about) in Files)
        {
            page.Append(".TP\n.I ").Append(Escaped(path)).Append('\n').Append(Escaped(about)).Append('\n');
        }
        return page.Append(".SH SEE ALSO\n.BR linux\\-patch\\-api\\-config.yaml (5),\n.BR packagekitd (8),\n.BR systemctl (1)\n")
            .ToString();
    }

    /// <summary>linux-patch-api-config.yaml(5): every setting.</summary>
    public static string Configuration()
    {
        var page = new StringBuilder(".TH LINUX\\-PATCH\\-API\\-CONFIG.YAML 5 \"\" linux\\-patch\\-api \"File formats\"\n.SH NAME\n"
            + "linux\\-patch\\-api\\-config.yaml \\- configuration of linux\\-patch\\-api\n.SH SYNOPSIS\n.I "
            + "/etc/linux_patch_api/config.yaml\n.SH DESCRIPTION\n"
            + "Plain YAML in UTF\\-8: one document of at most 256 KiB, without anchors, aliases and tags. Every setting is optional.\n"
            + "A setting that nothing reads, a value out of its limits and a repeated key are errors; \\fBlinux\\-patch\\-api "
            + "check\\-config\\fR shows each with "
            + "file, line and column.\nThe file is read again when it changes; settings that take effect at the next start say so.\n");
        foreach ((var section, var about) in ConfigurationSections.All)
        {
            page.Append(".SH \"").Append(Escaped(section)).Append("\"\n").Append(Escaped(about)).Append('\n');
            foreach (var key in ConfigurationDefaults.All.Where(key => key.Section == section))
            {
                var legacy = key.Legacy ? "Kept for old files. " : "";
                var text = $"{legacy}{key.Description} ({key.Rule}; {(key.Default is null ? "not set" : $"default {key.Default}")})"
                    + (key.NeedsRestart ? " Takes effect at the next start." : "");
                page.Append(".TP\n.B ").Append(Escaped(key.Name)).Append('\n')
                    .Append(Escaped(text.Replace("`", "", StringComparison.Ordinal))).Append('\n');
            }
        }
        return page.Append(".SH SEE ALSO\n.BR linux\\-patch\\-api (8)\n").ToString();
    }

    /// <summary>Completes verbs, their second words, and options; what follows an option is a file.</summary>
    public static string Completion()
    {
        var script = new StringBuilder(
            "# bash completion for linux-patch-api\n_linux_patch_api()\n{\n    local verb=\"${COMP_WORDS[1]-} ${COMP_WORDS[2]-}\" words\n"
            + "    case $COMP_CWORD:$verb in\n");
        script.Append("    1:*) words='").AppendJoin(' ', VerbTable.All.Select(verb => verb.Name.Split(' ')[0]).Distinct())
            .Append(" --help --version' ;;\n");
        foreach (var group in VerbTable.All.Where(
            verb => verb.Name.Contains(' ', StringComparison.Ordinal)).GroupBy(verb => verb.Name.Split(' ')[0]))
        {
            script.Append($"    2:{group.Key}\\ *) words='").AppendJoin(' ', group.Select(verb => verb.Name.Split(' ')[1]))
                .Append(" --help' ;;\n");
        }

        // An action may stand behind options, whose values are completed as files are.
        script.Append("    *:client\\ *)\n        words='")
            .AppendJoin(' ', ClientVerb.Verb.Options.Where(option => !option.IsHidden).Select(option => option.Name).Append("--help"))
            .Append("'\n        if [[ ${COMP_WORDS[COMP_CWORD]} != -* && ! ${COMP_WORDS[COMP_CWORD - 1]} =~ ^(")
            .AppendJoin('|', ClientVerb.Verb.Options.Where(option => option.ValueName is not null).Select(option => option.Name))
            .Append(")$ ]]; then\n            mapfile -t COMPREPLY < <(compgen -W '")
            .AppendJoin(' ', ClientCommand.Names)
            .Append("' -- \"${COMP_WORDS[COMP_CWORD]}\")\n            return\n        fi ;;\n");
        foreach (var verb in VerbTable.All.Where(verb => verb != ClientVerb.Verb))
        {
            var pattern = verb.Name.Contains(' ', StringComparison.Ordinal)
                ? verb.Name.Replace(" ", "\\ ", StringComparison.Ordinal)
                : verb.Name + "\\ *";
            script.Append($"    *:{pattern}) words='")
                .AppendJoin(' ', verb.Options.Where(option => !option.IsHidden).Select(option => option.Name).Append("--help"))
                    .Append("' ;;\n");
        }
        return script.Append(
            "    *) words='' ;;\n    esac\n    if [[ ${COMP_WORDS[COMP_CWORD]} == -* || $COMP_CWORD -lt 2 || $COMP_CWORD:$words == 2:*\\ "
                + "* ]]; then\n"
            + "        mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"${COMP_WORDS[COMP_CWORD]}\")\n"
            + "    else\n        mapfile -t COMPREPLY < <(compgen -f -- \"${COMP_WORDS[COMP_CWORD]}\")\n    fi\n}\ncomplete -o filenames "
            + "-F _linux_patch_api linux-patch-api\n").ToString();
    }

    private static readonly (string Path, string About)[] Files =
    [
        ("/etc/linux_patch_api/config.yaml", "Configuration, see linux-patch-api-config.yaml(5)."),
        ("/etc/linux_patch_api/whitelist.yaml", "Who may connect. Empty: nobody."),
        ("/etc/linux_patch_api/certs/", "ca.pem, server.pem, server.key.pem and crl.pem."),
        ("/var/lib/linux_patch_api/", "Jobs and their history."),
        ("/var/log/linux_patch_api/audit.log", "The audit log, checked by linux-patch-api audit verify."),
    ];

    /// <summary>
    /// man(7): a backslash begins an escape, a line that begins with a dot or quote is a request, and a bare minus is a hyphen.
    /// </summary>
    private static string Escaped(string text) =>
        string.Join('\n', text.Split('\n').Select(line =>
        {
            var safe = line.Replace("\\", "\\e", StringComparison.Ordinal).Replace("-", "\\-", StringComparison.Ordinal);
            return safe is ['.' or '\'', ..] ? "\\&" + safe : safe;
        }));
}
