using System.Reflection;
using System.Text.RegularExpressions;
using LinuxPatchApi.Daemon;
using LinuxPatchApi.Host;
using LinuxPatchApi.Logging;
using LinuxPatchApi.Logging.Output;
using LinuxPatchApi.Packages.Families.Deb.Database;
using LinuxPatchApi.Supervision;
using LinuxPatchApi.Tests.Support;
using LinuxPatchApi.Tests.Tls;

namespace LinuxPatchApi.Tests.Daemon;

/// <summary>Checks the daemon's own list of tasks against the documentation and against the tests that let each of them fail.</summary>
public sealed partial class AgentTasksTests : IAsyncDisposable
{
    private readonly TlsFixture _tls = new();
    private readonly LogOutput _logs;
    private readonly Agent _agent;

    public AgentTasksTests()
    {
        File.WriteAllText(_tls.File("allow.yaml"), "entries:\n  - 127.0.0.1\n");
        File.WriteAllText(
            _tls.File("config.yaml"),
            $"""
            tls:
              ca_cert: {_tls.Settings.CaCertificatePath}
              server_cert: {_tls.Settings.ServerCertificatePath}
              server_key: {_tls.Settings.ServerKeyPaths[0]}
              crl_path: {_tls.Settings.CrlPath}
            whitelist:
              path: {_tls.File("allow.yaml")}
            jobs:
              storage_path: {_tls.File("jobs")}
            logging:
              file_path: {_tls.File("audit.log")}
            """);
        var paths = new AgentPaths(_tls.File("config.yaml"), "unix:path=/nonexistent", _tls.Directory, new HostPaths(_tls.Directory));
        var begun = AgentStart.Load(paths, _tls.Clock, TextWriter.Null).Begin!;
        _logs = LogOutput.Create(begun.Files.Current.Settings.Logging, _tls.Clock);
        _agent = new Agent(paths, begun, AgentFacts.Read(paths, begun.Files.Current.Settings, _tls.Clock), _logs, [], _tls.Clock);
    }

    public async ValueTask DisposeAsync()
    {
        await _agent.DisposeAsync();
        _logs.Dispose();
        _tls.Dispose();
    }

    [Fact]
    public void Guide_names_each_task_with_its_kind()
    {
        var guide = File.ReadAllText(Path.Combine(Repository.Root, "docs/architecture.md"));
        var rows = guide.Split('\n').Where(line =>
            line.StartsWith("| vital:", StringComparison.Ordinal) || line.StartsWith("| optional:", StringComparison.Ordinal));
        var told = rows.SelectMany(row =>
            Name().Matches(row).Select(name => (Name: name.Groups[1].Value, IsVital: row.StartsWith("| vital", StringComparison.Ordinal))));
        Assert.Equal(_agent.Tasks.Select(task => (task.Name, IsVital(task))).Order(), told.Order());
    }

    [Fact]
    public void Each_task_has_a_test_that_lets_it_fail_in_the_real_process()
    {
        Assert.Equal(Names(isVital: true),
            Tested(nameof(RealAgentTests.Bug_in_a_vital_task_is_reported_and_ends_the_agent_with_a_failure)));
        Assert.Equal(Names(isVital: false),
            Tested(nameof(RealAgentTests.Bug_in_an_optional_task_degrades_health_and_the_task_is_started_again)));
    }

    [Fact]
    public void What_a_task_waits_for_is_start_up_work() => Assert.All(
        _agent.Tasks.SelectMany(task => new[] { task.After, task.Behind }).OfType<string>(),
        name => Assert.Equal(TaskKind.StartUp, Assert.Single(_agent.Tasks, task => task.Name == name).Kind));

    private static bool IsVital(SupervisedTask task) => task.Kind is TaskKind.StartUp or TaskKind.Vital;

    private IEnumerable<string> Names(bool isVital) =>
        _agent.Tasks.Where(task => IsVital(task) == isVital).Select(task => task.Name).Order();

    private static IEnumerable<string> Tested(string method) =>
        typeof(RealAgentTests).GetMethod(method)!.GetCustomAttributes<InlineDataAttribute>().Select(data => (string)data.Data[0]!).Order();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Name();
}
