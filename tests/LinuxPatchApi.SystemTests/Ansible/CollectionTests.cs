using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Ansible;

/// <summary>The collection as it is packed, without any agent.</summary>
public sealed class CollectionTests : IAsyncLifetime
{
    private const string Collection = "integrations/ansible";
    private readonly Controller _controller = new();

    public async ValueTask InitializeAsync() => await _controller.InstallAsync();

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_controller.Folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task The_tests_in_python_pass()
    {
        var run = await _controller.RunAsync(
            "export PYTHONPATH=$HOME/.ansible/collections",
            $"/usr/bin/python3 -m unittest discover -s {Collection}/tests/unit/plugins/module_utils");
        Assert.True(run.Exit == 0 && run.Output.Contains("\nOK", StringComparison.Ordinal), run.Output);
    }

    [Fact]
    public async Task Every_module_is_documented_and_in_the_group_of_defaults_and_every_role_and_playbook_is_sound()
    {
        var modules = Directory.GetFiles(Path.Combine(TestBed.Repository, Collection, "plugins/modules"), "*.py")
            .Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal).ToList();
        Assert.NotEmpty(modules);
        var group = (await File.ReadAllLinesAsync(Path.Combine(TestBed.Repository, Collection, "meta/runtime.yml")))
            .Where(l => l.StartsWith("    - ", StringComparison.Ordinal)).Select(l => l[6..]);
        Assert.Equal(modules, group);
        await _controller.WriteAsync("setup.yml", "- {hosts: all, roles: [linux_patch_api.agent.setup]}\n");
        var run = await _controller.RunAsync(
            $"ansible-doc --json {string.Join(' ', modules.Select(m => "linux_patch_api.agent." + m))} >$HOME/documented",
            "ansible-doc -t inventory linux_patch_api.agent.hosts",
            "ansible-playbook --syntax-check linux_patch_api.agent.patch_in_waves $HOME/setup.yml",
            $"yamllint -s -d '{{extends: default, rules: {{line-length: {{max: 160}}}}}}' {Collection}");
        Assert.True(run.Exit == 0, run.Output);
        Assert.DoesNotContain("ERROR", run.Output);
        var documented = System.Text.Json.JsonDocument.Parse(
            await File.ReadAllTextAsync(Path.Combine(_controller.Folder, "documented"))).RootElement;
        foreach (var module in modules)
        {
            var of = documented.At("linux_patch_api.agent." + module);
            Assert.Equal("str", of.At("doc").At("options").At("host").Text("type"));
            Assert.NotEmpty(of.Text("examples")!.Trim());
        }
    }

    [Fact]
    public async Task Version_and_licence_are_the_repositorys()
    {
        var version = (await File.ReadAllTextAsync(Path.Combine(TestBed.Repository, "VERSION"))).Trim();
        Assert.Contains(
            $"\nversion: {version}\n", await File.ReadAllTextAsync(Path.Combine(TestBed.Repository, Collection, "galaxy.yml")));
        Assert.Equal(
            await File.ReadAllTextAsync(Path.Combine(TestBed.Repository, "LICENSE")),
            await File.ReadAllTextAsync(Path.Combine(TestBed.Repository, Collection, "LICENSE")));
    }
}
