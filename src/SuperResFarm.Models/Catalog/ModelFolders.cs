namespace SuperResFarm.Models.Catalog;

/// <summary>Where models and measured facts about them live.</summary>
public static class ModelFolders
{
    private static readonly string _data = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);

    /// <summary>Folders searched when none is named, first one first.</summary>
    public static IReadOnlyList<string> Default() =>
        [.. Named, Path.GetFullPath("models"), Path.Combine(AppContext.BaseDirectory, "models"), OfUser];

    /// <summary>The folder that models are imported into when none is named: the first of those in SUPERRES_MODELS, else the user's.</summary>
    public static string Store => Named.FirstOrDefault(OfUser);

    /// <summary>The models that can be fetched by name: the built-in catalog, or with those of the file in SUPERRES_CATALOG.</summary>
    /// <exception cref="Contracts.Failures.FarmException">That file has mistakes.</exception>
    public static ModelCatalog Catalog() =>
        Environment.GetEnvironmentVariable("SUPERRES_CATALOG") is { Length: > 0 } path ? ModelCatalog.Load(path) : ModelCatalog.BuiltIn;

    /// <summary>Where measured halos are remembered.</summary>
    public static string HaloBook => Path.Combine(_data, "superresfarm", "halos.json");

    /// <summary>Where TensorRT keeps its engines.</summary>
    public static string TensorRtCache => Path.Combine(_data, "superresfarm", "tensorrt");

    /// <summary>Where measured memory and speed are remembered.</summary>
    public static string CalibrationBook => Path.Combine(_data, "superresfarm", "calibration.json");

    private static string[] Named =>
        (Environment.GetEnvironmentVariable("SUPERRES_MODELS") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);

    private static string OfUser => Path.Combine(_data, "superresfarm", "models");
}
