using System.Globalization;
using System.Text.Json;

namespace LinuxPatchApi.ClientView;

/// <summary>
/// What the operator asked for, parsed and checked. Pure.
/// </summary>
/// <param name="Operands">Names of packages, or the job.</param>
/// <param name="Given">The options that only some actions have, by name.</param>
internal sealed record ClientCommand(
    ClientAction Action, IReadOnlyList<string> Operands, IReadOnlyDictionary<string, IReadOnlyList<string>> Given)
{
    public const string Security = "--security";
    public const string Exclude = "--exclude";
    public const string AllowReboot = "--allow-reboot";
    public const string RestartServices = "--restart-services";
    public const string Refresh = "--refresh";
    public const string Delay = "--delay";
    public const string Reason = "--reason";
    public const string Force = "--force";
    public const string Cancel = "--cancel";
    public const string NoWait = "--no-wait";
    public const string Yes = "--yes";

    /// <summary>Seconds until a reboot. Origin: the API.</summary>
    private const int MaxDelay = 86_400;

    /// <summary>max_age of a list that is asked for fresh; the agent refreshes what is older.</summary>
    private const int FreshSeconds = 60;

    private static readonly string[] Selecting = [Security, Exclude, AllowReboot, RestartServices, Refresh];

    /// <summary>The names of all actions.</summary>
    public static readonly IReadOnlyList<string> Names =
        [.. Enumerable.Range((int)ClientAction.Status, (int)ClientAction.Doctor + 1).Select(action => NameOf((ClientAction)action))];

    /// <summary>The action of that name; null when there is none.</summary>
    public static ClientAction? Named(string name)
    {
        for (var action = ClientAction.Status; action <= ClientAction.Doctor; action++)
        {
            if (NameOf(action) == name)
            {
                return action;
            }
        }
        return null;
    }

    public static string NameOf(ClientAction action) => action switch
    {
        ClientAction.Status => "status",
        ClientAction.Patches => "patches",
        ClientAction.Plan => "plan",
        ClientAction.Apply => "apply",
        ClientAction.Watch => "watch",
        ClientAction.Undo => "undo",
        ClientAction.Jobs => "jobs",
        ClientAction.Reboot => "reboot",
        ClientAction.Restarts => "restarts",
        ClientAction.Repair => "repair",
        _ => "doctor",
    };

    /// <summary>Returns the command, or a clause that says what is wrong with it.</summary>
    public static (ClientCommand? Command, string? Problem) Parse(
        IReadOnlyList<string> operands, IReadOnlyDictionary<string, IReadOnlyList<string>> given)
    {
        if (operands.Count == 0)
        {
            return (null, $"an action is needed; there are {string.Join(", ", Names)}");
        }
        if (Named(operands[0]) is not { } action)
        {
            return (null, $"unknown action \"{Plain.Text(operands[0])}\"; there are {string.Join(", ", Names)}");
        }
        List<string> rest = [.. operands.Skip(1)];
        if (given.Keys.FirstOrDefault(name => !Options(action).Contains(name)) is { } foreign)
        {
            return (null, $"{NameOf(action)} has no option {foreign}");
        }
        if (action is ClientAction.Watch or ClientAction.Undo)
        {
            return rest is [var job] && Guid.TryParseExact(job, "D", out _)
                ? (new ClientCommand(action, rest, given), null)
                : (null, $"{NameOf(action)} needs one JOB, its id as 'client jobs' shows it");
        }
        if (rest.Count > 0 && action is not (ClientAction.Plan or ClientAction.Apply))
        {
            return (null, $"unexpected argument \"{Plain.Text(rest[0])}\"");
        }
        var command = new ClientCommand(action, rest, given);
        return command.Has(Cancel) && given.Count > 1 ? (null, $"{Cancel} stands alone")
            : given.ContainsKey(Delay) && command.DelaySeconds is null ? (null, $"{Delay} is a number of seconds from 0 to {MaxDelay}")
            : (command, null);
    }

    public bool Has(string option) => Given.ContainsKey(option);

    /// <summary>True when something on the host changes.</summary>
    public bool IsChange => Action is ClientAction.Apply or ClientAction.Undo or ClientAction.Reboot or ClientAction.Repair;

    /// <summary>The job to follow or undo.</summary>
    public string Job => Operands[0];

    public int? DelaySeconds => Given.TryGetValue(Delay, out var values)
        && int.TryParse(values[0], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= MaxDelay
            ? seconds
            : null;

    /// <summary>The read of this action, or the plan of a change. A body makes it a POST.</summary>
    public (string Path, byte[]? Body) First => Action switch
    {
        ClientAction.Status => ("/health", null),
        ClientAction.Patches => ("/api/v1/patches" + Query(), null),
        ClientAction.Plan or ClientAction.Apply => ("/api/v1/patches/apply", Body(plan: true, null)),
        ClientAction.Undo => ($"/api/v1/jobs/{Job}/rollback", Body(plan: true, null)),
        ClientAction.Repair => ("/api/v1/system/repair", Body(plan: true, null)),
        ClientAction.Jobs => ("/api/v1/jobs?limit=20", null),
        ClientAction.Restarts => ("/api/v1/system/restarts", null),
        ClientAction.Reboot => ("/api/v1/system/restarts", null),
        ClientAction.Watch => ($"/api/v1/jobs/{Job}", null),
        _ => ("/api/v1/system/doctor", null),
    };

    /// <summary>The change itself.</summary>
    /// <param name="digest">Of the plan that was shown; null when this kind of plan has none.</param>
    public (string Path, byte[] Body) Change(string? digest) => Action switch
    {
        ClientAction.Apply => ("/api/v1/patches/apply", Body(plan: false, digest)),
        ClientAction.Undo => ($"/api/v1/jobs/{Job}/rollback", Body(plan: false, digest)),
        ClientAction.Repair => ("/api/v1/system/repair", Body(plan: false, digest)),
        _ => ("/api/v1/system/reboot", Body(plan: false, null)),
    };

    private static string[] Options(ClientAction action) => action switch
    {
        ClientAction.Patches => [Security, Refresh],
        ClientAction.Plan => Selecting,
        ClientAction.Apply => [.. Selecting, Yes, NoWait],
        ClientAction.Undo => [Force, Refresh, Yes, NoWait],
        ClientAction.Repair => [Yes, NoWait],
        ClientAction.Reboot => [Delay, Reason, Force, Cancel, Yes],
        _ => [],
    };

    private string Query()
    {
        var security = Has(Security) ? "security=true" : "";
        var refresh = Has(Refresh) ? $"max_age={FreshSeconds}" : "";
        var both = security.Length > 0 && refresh.Length > 0 ? "&" : "";
        return security.Length + refresh.Length == 0 ? "" : $"?{security}{both}{refresh}";
    }

    private byte[] Body(bool plan, string? digest)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            if (plan)
            {
                writer.WriteBoolean("dry_run", true);
            }
            if (digest is not null)
            {
                writer.WriteString("plan_digest", digest);
            }
            List(writer, "packages", Action == ClientAction.Undo ? [] : Operands);
            List(writer, "exclude", Given.GetValueOrDefault(Exclude) ?? []);
            Switch(writer, "security_only", Security);
            Switch(writer, "allow_reboot", AllowReboot);
            Switch(writer, "refresh", plan ? Refresh : "");
            Switch(writer, "force", Force);
            if (Has(RestartServices))
            {
                writer.WriteString("restart_services", "needed");
            }
            if (DelaySeconds is { } delay)
            {
                writer.WriteNumber("delay_seconds", delay);
            }
            if (Given.TryGetValue(Reason, out var reason))
            {
                writer.WriteString("reason", reason[0]);
            }
            writer.WriteEndObject();
        }
        return stream.ToArray();
    }

    private void Switch(Utf8JsonWriter writer, string member, string option)
    {
        if (Has(option))
        {
            writer.WriteBoolean(member, true);
        }
    }

    private static void List(Utf8JsonWriter writer, string member, IReadOnlyList<string> values)
    {
        if (values.Count == 0)
        {
            return;
        }
        writer.WriteStartArray(member);
        foreach (var value in values)
        {
            writer.WriteStringValue(value);
        }
        writer.WriteEndArray();
    }
}
