using System.Text.Json.Serialization;

namespace LinuxPatchApi.Jobs.Model;

/// <summary>What happens to one package.</summary>
[JsonConverter(typeof(ChangeActionConverter))]
internal enum ChangeAction
{
    Install,
    Upgrade,
    Downgrade,
    Reinstall,
    Remove,
}

internal sealed class ChangeActionConverter() : SpelledConverter<ChangeAction>(JobSpelling.Actions);
