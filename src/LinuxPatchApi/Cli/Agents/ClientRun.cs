using System.Buffers;
using System.Text;
using System.Text.Json;
using LinuxPatchApi.ClientView;

namespace LinuxPatchApi.Cli.Agents;

/// <summary>One action on all hosts, and what is printed of it.</summary>
internal sealed class ClientRun(IReadOnlyList<HostCall> hosts, ClientCommand command, bool json, CommandContext context, Terminal terminal)
{
    private const string Verb = "client";

    /// <param name="interrupts">Called once a job is under way: from then on Ctrl-C ends only this program.</param>
    public async Task<ExitCode> RunAsync(Func<CancellationToken> interrupts, CancellationToken cancellation)
    {
        if (command.Action == ClientAction.Watch)
        {
            return Finish(await FollowAsync((call, screen, i, token) => call.FollowAsync(screen, i, token), hosts, interrupts()));
        }
        if (command.IsChange && !command.Has(ClientCommand.Yes) && json)
        {
            return CommandLine.Usage(context, Verb, $"--json asks nothing: {ClientCommand.Yes} is needed");
        }
        var first = command.Has(ClientCommand.Cancel) ? null : await AllAsync(hosts, (call, _) => call.ReadAsync(cancellation));
        return !command.IsChange ? Finish(first!) : await ChangeAsync(first, interrupts);
    }

    /// <summary>Shows the plans, asks, and sends the changes to the hosts that have any.</summary>
    private async Task<ExitCode> ChangeAsync(HostOutcome[]? plans, Func<CancellationToken> interrupts)
    {
        var willing = new List<HostCall>();
        var others = new List<HostOutcome>();
        for (var i = 0; i < hosts.Count; i++)
        {
            if (plans is null || (plans[i].IsGood && !hosts[i].IsEmpty))
            {
                willing.Add(hosts[i]);
            }
            else
            {
                others.Add(plans[i]);
            }
        }
        if (plans is not null && !json)
        {
            Print(plans, withTotal: false);
        }
        if (willing.Count == 0)
        {
            if (json)
            {
                Print(plans!, withTotal: false);
            }
            else if (hosts.Count > 1)
            {
                PrintTotal(plans!);
            }
            return HostOutcome.Together(others);
        }
        if (!command.Has(ClientCommand.Yes) && plans is not null)
        {
            context.Output.Write($"{Question()} {(willing.Count == 1 ? willing[0].Name : $"{willing.Count} hosts")}? [y/N] ");
            context.Output.Flush();
            if (terminal.Ask() is not { } reply)
            {
                context.Output.WriteLine();
                return CommandLine.Usage(context, Verb, $"there is no terminal to ask at: {ClientCommand.Yes} is needed");
            }
            if (reply is not ("y" or "Y" or "yes"))
            {
                context.Output.WriteLine("nothing was changed");
                return ExitCode.Failure;
            }
        }
        var outcomes = await FollowAsync((call, screen, i, token) => call.ChangeAsync(screen, i, token), willing, interrupts());
        return Finish([.. hosts.Select((call, i) => willing.IndexOf(call) is >= 0 and var place ? outcomes[place] : plans![i])]);
    }

    private string Question() => command.Action switch
    {
        ClientAction.Undo => "Undo this on",
        ClientAction.Reboot => "Reboot",
        ClientAction.Repair => "Repair this on",
        _ => "Apply this on",
    };

    private Task<HostOutcome[]> FollowAsync(
        Func<HostCall, ProgressScreen, int, CancellationToken, Task<HostOutcome>> work, IReadOnlyList<HostCall> calls,
        CancellationToken token)
    {
        var names = new List<string>();
        foreach (var call in calls)
        {
            names.Add(call.Name);
        }
        var screen = new ProgressScreen(json ? TextWriter.Null : context.Output, names, terminal.IsOutput, terminal.Width);
        return AllAsync(calls, (call, i) => work(call, screen, i, token));
    }

    /// <summary>Works on so many hosts at once, and keeps their order.</summary>
    private static async Task<HostOutcome[]> AllAsync(IReadOnlyList<HostCall> calls, Func<HostCall, int, Task<HostOutcome>> work)
    {
        using var places = new SemaphoreSlim(ClientLimits.HostsAtOnce);
        var tasks = new Task<HostOutcome>[calls.Count];
        for (var i = 0; i < calls.Count; i++)
        {
            tasks[i] = OneAsync(calls[i], i);
        }
        return await Task.WhenAll(tasks);

        async Task<HostOutcome> OneAsync(HostCall call, int index)
        {
            await places.WaitAsync();
            try
            {
                return await work(call, index);
            }
            finally
            {
                places.Release();
            }
        }
    }

    private ExitCode Finish(HostOutcome[] outcomes)
    {
        Print(outcomes, withTotal: true);
        return HostOutcome.Together(outcomes);
    }

    /// <param name="outcomes">One for each host, in their order.</param>
    private void Print(HostOutcome[] outcomes, bool withTotal)
    {
        if (json)
        {
            PrintRaw(outcomes);
            return;
        }
        if (hosts.Count == 1)
        {
            var only = outcomes[0];
            foreach (var line in only.Lines)
            {
                (only.IsError ? context.Error : context.Output).WriteLine(
                    only.IsError ? $"linux-patch-api {Verb}: {hosts[0].Name}: {line}" : line);
            }
            return;
        }
        var rows = new List<string[]>();
        for (var i = 0; i < outcomes.Length; i++)
        {
            rows.Add([hosts[i].Name, outcomes[i].IsGood ? "ok" : "failed", outcomes[i].Summary]);
        }
        foreach (var line in Wire.TextTable.Lines(rows))
        {
            context.Output.WriteLine(line);
        }
        if (withTotal)
        {
            PrintTotal(outcomes);
        }
    }

    /// <summary>Hosts without a plan or with nothing to do count too: all that were named are in the sum.</summary>
    private void PrintTotal(HostOutcome[] outcomes)
    {
        var good = outcomes.Count(outcome => outcome.IsGood);
        context.Output.WriteLine($"{Plain.Count(outcomes.Length, "host", "hosts")}: {good} ok, {outcomes.Length - good} failed");
    }

    /// <summary>The answers as they came, one a line; among several hosts each with its host.</summary>
    private void PrintRaw(HostOutcome[] outcomes)
    {
        for (var i = 0; i < outcomes.Length; i++)
        {
            var raw = Encoding.UTF8.GetString(outcomes[i].Raw);
            var isJson = IsJson(outcomes[i].Raw);
            if (!isJson)
            {
                context.Error.WriteLine($"linux-patch-api {Verb}: {hosts[i].Name}: {outcomes[i].Summary}");
            }
            if (hosts.Count > 1)
            {
                context.Output.WriteLine(OfHost(hosts[i].Name, outcomes[i], isJson));
            }
            else if (raw.Length > 0)
            {
                context.Output.WriteLine(raw);
            }
        }
    }

    /// <summary>One line for one of several hosts. A proxy's page is no JSON, and would end the reader of all that follows.</summary>
    private static string OfHost(string host, HostOutcome outcome, bool isJson)
    {
        var line = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(line))
        {
            writer.WriteStartObject();
            writer.WriteString("host", host);
            writer.WritePropertyName("answer");
            writer.WriteRawValue(isJson ? outcome.Raw : "null"u8, skipInputValidation: true);
            if (!isJson)
            {
                // Shaped as an agent's own error, which has a code; whoever did not answer has none.
                writer.WriteStartObject("error");
                writer.WriteNull("code");
                writer.WriteString("message", outcome.Summary);
                writer.WriteEndObject();
            }
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(line.WrittenSpan);
    }

    private static bool IsJson(byte[] text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
