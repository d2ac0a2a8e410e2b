namespace SuperResFarm.Models.Catalog;

/// <summary>Where a service finds its models.</summary>
public sealed record ModelsOptions
{
    /// <summary>Name of the section in the configuration.</summary>
    public const string Section = "Models";

    /// <value>Folders of models, searched in order. None, the default: those of <see cref="ModelFolders.Default"/>.</value>
    public IReadOnlyList<string> Folders { get; init; } = [];

    /// <value>Prefix in the object store with a copy of a model store, <c>s3://bucket/models/</c>; what the folders lack is fetched from it,
    /// verified by its hash. Null, the default: none.</value>
    public string? Prefix { get; init; }

    /// <value>Absolute path of the folder for what is fetched from <see cref="Prefix"/>; needed with it.</value>
    public string? Cache { get; init; }

    /// <returns>All folders to search, the cache last.</returns>
    public IReadOnlyList<string> Searched() => [.. Folders.Count > 0 ? Folders : ModelFolders.Default(), .. Cache is { } cache ? [cache] : Array.Empty<string>()];
}
