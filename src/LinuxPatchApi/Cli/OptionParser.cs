using LinuxPatchApi.Configuration.Findings;
using LinuxPatchApi.Configuration.Keys;

namespace LinuxPatchApi.Cli;

/// <summary>Parses <c>--name value</c> and <c>--name=value</c> strictly: an undeclared option is an error that names it.</summary>
internal static class OptionParser
{
    /// <summary>Parses the arguments. Exactly one of the two results is set; the failure is a clause for people.</summary>
    /// <param name="allowOperands">True when arguments other than options are allowed.</param>
    public static (ParsedOptions? Options, string? Failure) Parse(
        IReadOnlyList<OptionSpec> declared, IReadOnlyList<string> arguments, bool allowOperands = false)
    {
        var operands = new List<string>();
        var given = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        for (var i = 0; i < arguments.Count; i++)
        {
            var argument = arguments[i];
            var equals = argument.IndexOf('=');
            var name = equals < 0 ? argument : argument[..equals];
            var option = declared.FirstOrDefault(candidate => candidate.Name == name);
            if (option is null && allowOperands && !name.StartsWith('-'))
            {
                operands.Add(argument);
                continue;
            }
            if (option is null)
            {
                return (null, Unknown(declared, name));
            }
            var value = equals < 0 ? null : argument[(equals + 1)..];
            if (option.ValueName is null && value is not null)
            {
                return (null, $"{name} takes no value");
            }
            if (option.ValueName is not null && value is null)
            {
                i++;
                if (i == arguments.Count || declared.Any(candidate => candidate.Name == arguments[i]))
                {
                    return (null, $"{name} needs a value: {name} {option.ValueName}");
                }
                value = arguments[i];
            }
            if (given.TryGetValue(name, out var values) && !option.IsRepeatable)
            {
                return (null, $"{name} is given twice");
            }
            given[name] = [.. values ?? [], value ?? ""];
        }
        var missing = declared.FirstOrDefault(option => option.IsRequired && !given.ContainsKey(option.Name));
        return missing is null ? (new ParsedOptions(given, operands), null) : (null, $"{missing.Name} {missing.ValueName} is needed");
    }

    private static string Unknown(IReadOnlyList<OptionSpec> declared, string name)
    {
        if (!name.StartsWith('-'))
        {
            return $"unexpected argument {Quoted.Show(name)}";
        }
        var known = declared.Where(option => !option.IsHidden).Select(option => option.Name);
        return $"unknown option {Quoted.Show(name)[1..^1]}{NearestName.Hint(name, known)}";
    }
}
