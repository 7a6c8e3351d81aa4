namespace LinuxPatchApi.Cli;

/// <summary>
/// What a verb may touch of its surroundings. Results go to <paramref name="Output"/>, complaints to <paramref name="Error"/>.
/// </summary>
internal sealed record CommandContext(TextWriter Output, TextWriter Error, TimeProvider Clock);
