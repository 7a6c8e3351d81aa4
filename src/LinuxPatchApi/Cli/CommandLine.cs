using LinuxPatchApi.Configuration.Findings;
using LinuxPatchApi.Configuration.Keys;

namespace LinuxPatchApi.Cli;

/// <summary>Dispatches the command line to one of the given verbs.</summary>
internal static class CommandLine
{
    /// <summary>The verb of an empty command line, and of one that begins with an option.</summary>
    public const string DefaultVerb = "run";

    private const string Program = "linux-patch-api";

    /// <summary>Runs a verb on the console. Returns the exit code of the process.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<Verb> verbs, string[] arguments) =>
        (int)await RunAsync(
            verbs, arguments, new CommandContext(Console.Out, Console.Error, TimeProvider.System), CancellationToken.None);

    public static async Task<ExitCode> RunAsync(
        IReadOnlyList<Verb> verbs, IReadOnlyList<string> arguments, CommandContext context, CancellationToken cancellation)
    {
        switch (arguments)
        {
            case ["--version" or "-V"]:
                context.Output.WriteLine(VersionText.Own());
                return ExitCode.Ok;
            case ["--help" or "-h" or "help"]:
                context.Output.Write(HelpText.Overview(verbs));
                return ExitCode.Ok;
        }
        (var verb, var consumed) = Find(verbs, arguments);
        List<string> rest = [.. arguments.Skip(consumed)];
        if (verb is null)
        {
            return Group(verbs, arguments) is { } group
                ? ShowGroup(verbs, group, arguments, context)
                : UnknownVerb(verbs, arguments, context);
        }
        if (rest.Exists(argument => argument is "--help" or "-h"))
        {
            context.Output.Write(HelpText.Of(verb));
            return ExitCode.Ok;
        }
        (var options, var failure) = OptionParser.Parse(verb.Options, rest, verb.Operand is not null);
        return options is null ? Usage(context, verb.Name, failure!) : await verb.RunAsync(options, context, cancellation);
    }

    /// <summary>Reports a mistake in the command line and refers to the help.</summary>
    public static ExitCode Usage(CommandContext context, string verb, string problem)
    {
        var command = verb.Length == 0 ? Program : $"{Program} {verb}";
        context.Error.WriteLine($"{command}: {problem}");
        context.Error.WriteLine($"Try '{command} --help'.");
        return ExitCode.Usage;
    }

    /// <summary>Reports two arguments of which the second would not be read beside the first: it may have been meant.</summary>
    public static ExitCode Exclude(CommandContext context, string verb, string one, string other) =>
        Usage(context, verb, $"{one} and {other} exclude each other");

    /// <summary>Finds the verb, and the number of arguments that name it. Prefers the longer name.</summary>
    private static (Verb? Verb, int Consumed) Find(IReadOnlyList<Verb> verbs, IReadOnlyList<string> arguments)
    {
        if (arguments.Count == 0 || arguments[0].StartsWith('-'))
        {
            return (verbs.FirstOrDefault(verb => verb.Name == DefaultVerb), 0);
        }
        foreach (var count in (int[])[2, 1])
        {
            var name = string.Join(' ', arguments.Take(count));
            if (verbs.FirstOrDefault(verb => verb.Name == name) is { } found)
            {
                return (found, count);
            }
        }
        return (null, 0);
    }

    private static string? Group(IReadOnlyList<Verb> verbs, IReadOnlyList<string> arguments) =>
        arguments.Count > 0 && verbs.Any(verb => verb.Name.StartsWith(arguments[0] + " ", StringComparison.Ordinal)) ? arguments[0] : null;

    private static ExitCode ShowGroup(IReadOnlyList<Verb> verbs, string group, IReadOnlyList<string> arguments, CommandContext context)
    {
        if (arguments.Count > 1 && arguments[1] is "--help" or "-h")
        {
            context.Output.Write(HelpText.Overview(verbs, group));
            return ExitCode.Ok;
        }
        if (arguments.Count == 1)
        {
            return Usage(context, group, "a verb is needed");
        }
        var prefix = group + " ";
        var members = verbs.Where(verb => verb.Name.StartsWith(prefix, StringComparison.Ordinal));
        var hint = NearestName.Hint(arguments[1], members.Select(verb => verb.Name[prefix.Length..]));
        return Usage(context, group, $"unknown verb {Quoted.Show(arguments[1])}{hint}");
    }

    private static ExitCode UnknownVerb(IReadOnlyList<Verb> verbs, IReadOnlyList<string> arguments, CommandContext context)
    {
        if (arguments.Count == 0)
        {
            return Usage(context, "", "a verb is needed");
        }
        var given = arguments[0];
        var kind = given.StartsWith('-') ? "option" : "verb";
        return Usage(context, "", $"unknown {kind} {Quoted.Show(given)[1..^1]}{NearestName.Hint(given, verbs.Select(verb => verb.Name))}");
    }
}
