using System.Text.Json.Nodes;

namespace LinuxPatchApi.FakeManager;

/// <summary>GET /pki/repo-config: public, and the token is put into the text as it came.</summary>
internal static class RepositoryConfig
{
    public const string Path = "/api/v1/pki/repo-config";

    public static (int Status, string Body) Answer(string path, Switches switches, Uri manager)
    {
        var query = path.Split('?') is [_, var text]
            ? text.Split('&').Select(pair => pair.Split('=')).Where(pair => pair.Length == 2).ToDictionary(pair => pair[0], pair => pair[1])
            : [];
        if (!query.TryGetValue("distro_id", out var distribution) || !query.TryGetValue("codename", out var token))
        {
            return (400, """{"error":"missing_param"}""");
        }
        if (switches.RepositoryKey is not { } key)
        {
            return (404, """{"error":"repo_not_configured"}""");
        }
        var place = switches.RepositoryBase ?? manager.AbsoluteUri.TrimEnd('/');
        (string Source, string Keyring)? form = distribution switch
        {
            "ubuntu" or "debian" => ($"deb [signed-by=/etc/apt/keyrings/lpa-repo.gpg] {place}/apt {token} main",
                "/etc/apt/keyrings/lpa-repo.gpg"),
            "fedora" or "almalinux" => (
                $"[lpa-repo]\nname=lpa-repo\nbaseurl={place}/dnf/{token}/\nenabled=1\nrepo_gpgcheck=1\ngpgcheck=0\n"
                    + "gpgkey=file:///etc/pki/rpm-gpg/lpa-repo.gpg\n",
                "/etc/pki/rpm-gpg/lpa-repo.gpg"),
            "alpine" => ($"{place}/apk/{token}", "/etc/apk/keys/lpa-repo.rsa.pub"),
            "arch" => ($"[lpa-repo]\nServer = {place}/pacman/$repo\nSigLevel = Required\n", "/etc/pacman.d/gnupg/lpa-repo.gpg"),
            _ => null,
        };
        if (form is not var (source, keyring))
        {
            return (400, """{"error":"unsupported_distro"}""");
        }
        var answer = new JsonObject
        {
            ["gpg_public_key"] = distribution == "alpine" ? "" : key,
            ["sources_config"] = switches.SourcesConfig ?? source,
            ["keyring_path"] = switches.KeyringPath ?? keyring,
            ["distro_id"] = distribution,
        };
        if (distribution == "alpine")
        {
            answer["apk_rsa_public_key"] = key;
        }
        return (200, answer.ToJsonString());
    }
}
