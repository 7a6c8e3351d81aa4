namespace LinuxPatchApi.Configuration.Findings;

/// <summary>A position in a configuration file. Line and column count from 1; line 0 stands for the whole file.</summary>
internal readonly record struct FilePosition(string File, int Line, int Column)
{
    public static FilePosition WholeFile(string file) => new(file, 0, 0);

    /// <summary><c>file:line:column</c>, which editors and terminals make clickable.</summary>
    public override string ToString() => Line == 0 ? File : $"{File}:{Line}:{Column}";
}
