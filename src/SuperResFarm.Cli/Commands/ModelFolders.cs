namespace SuperResFarm.Cli.Commands;

/// <summary>Where models and measured facts about them live.</summary>
internal static class ModelFolders
{
    private static readonly string _data = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);

    /// <summary>Folders searched when none is named, first one first.</summary>
    public static IReadOnlyList<string> Default() =>
    [
        .. (Environment.GetEnvironmentVariable("SUPERRES_MODELS") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries),
        Path.GetFullPath("models"),
        Path.Combine(AppContext.BaseDirectory, "models"),
        Path.Combine(_data, "superresfarm", "models"),
    ];

    /// <summary>Where measured halos are remembered.</summary>
    public static string HaloBook => Path.Combine(_data, "superresfarm", "halos.json");
}
