using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Ansible;

/// <summary>
/// A new host as a site's own image gives it: no agent, but ssh and python, which lie in the root file system, and the controller's key.
/// </summary>
public sealed class SshHost : AgentHost
{
    internal Controller Controller { get; } = new();

    private protected override async Task InstallAsync(string package)
    {
        await Sandbox.ShAsync("apt-get -q -y --no-install-recommends install /usr/share/ssh-packages/*.deb >/dev/null");
        await Controller.InstallAsync();
        var made = await Controller.RunAsync(
            "ssh-keygen -q -t ed25519 -N '' -f $HOME/key",
            // The program on the controller: the package unpacked, because nothing is installed on the test machine.
            $"dpkg -x {package} $HOME/program");
        Assert.True(made.Exit == 0, made.Output);
        await Sandbox.ShAsync("install -d -m 0700 /root/.ssh");
        await Sandbox.WriteAsync(
            "/root/.ssh/authorized_keys", await File.ReadAllTextAsync(Path.Combine(Controller.Folder, "key.pub")));
        var ssh = $"-o StrictHostKeyChecking=accept-new -o UserKnownHostsFile={Controller.Folder}/known -o IdentitiesOnly=yes";
        await Controller.WriteAsync("hosts.ini", $"""
            [new]
            web1 ansible_host={Sandbox.Address} ansible_user=root ansible_ssh_private_key_file={Controller.Folder}/key

            [new:vars]
            ansible_python_interpreter=/usr/bin/python3
            ansible_ssh_common_args='{ssh}'

            """);
        await Controller.WriteAsync("setup.yml", $"""
            - name: Agents
              hosts: new
              roles:
                - role: linux_patch_api.agent.setup
                  vars:
                    linux_patch_api_package: {package}
                    linux_patch_api_allow: [{Sandbox.HostAddress}]
                    linux_patch_api_command: "{Controller.Folder}/program/usr/bin/linux-patch-api"

            """);
    }
}
