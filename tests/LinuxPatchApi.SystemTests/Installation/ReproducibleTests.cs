using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Installation;

/// <summary>The same commit gives the same program and the same packages in any directory, for any user's settings.</summary>
public sealed class ReproducibleTests
{
    [Fact]
    public async Task Packages_of_each_format_are_the_same_bytes_from_two_directories_with_other_settings()
    {
        var folder = Directory.CreateTempSubdirectory("reproducible-").FullName;
        try
        {
            var one = await BuildAsync(Path.Combine(folder, "one"), "umask 022; export TZ=UTC LC_ALL=C");
            var other = await BuildAsync(
                Path.Combine(folder, "another/and-deeper"), "umask 077; export TZ=Asia/Tokyo LC_ALL=C.UTF-8 HOME=/nowhere");
            Assert.Equal([".deb", ".rpm", ".zst"], one.Keys.Select(Path.GetExtension).Order(StringComparer.Ordinal));
            Assert.Equal(one.OrderBy(p => p.Key), other.OrderBy(p => p.Key));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Program_is_the_same_bytes_when_it_is_built_in_another_directory()
    {
        var folder = Directory.CreateTempSubdirectory("reproducible-").FullName;
        try
        {
            var said = await Command.RunAsync("bash", "-ec", $"""
                repository={TestBed.Repository}
                rid=$(dotnet --info | sed -n 's/^ *RID: *//p')
                mkdir -p {folder}/another/and-deeper && cd {folder}/another/and-deeper
                (cd "$repository" && tar -cf - --exclude=bin --exclude=obj src aot VERSION .editorconfig global.json Directory.*) \
                    | tar -xmf -
                umask 077
                export TZ=Asia/Tokyo
                aot/publish "artifacts/$rid" artifacts/symbols "$(cat "$repository/artifacts/commit")" >&2
                sha256sum <"$repository/artifacts/$rid/linux-patch-api"
                sha256sum <"artifacts/$rid/linux-patch-api"
                """);
            var sums = said.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal(2, sums.Length);
            Assert.Equal(sums[0], sums[1]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Copies what packages are made of and makes them, as at one commit; returns the checksums of what came out.</summary>
    private static async Task<IReadOnlyDictionary<string, string>> BuildAsync(string folder, string settings)
    {
        // A small program makes small packages.
        var said = await Command.RunAsync("bash", "-ec", $"""
            {settings}
            repository={TestBed.Repository}
            mkdir -p {folder} && cd {folder}
            export SOURCE_DATE_EPOCH=$("$repository/packaging/epoch")
            (cd "$repository" && tar -cf - packaging VERSION LICENSE) | tar -xmf -
            cp /bin/true program
            packaging/deb/build program out/a.deb
            packaging/rpm/build program out "$(cat VERSION)" x86_64 .el9
            packaging/arch/build program out
            cd out && sha256sum *
            """);
        return said.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split("  ")).ToDictionary(p => p[1], p => p[0]);
    }
}
