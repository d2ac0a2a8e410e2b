using SuperResFarm.Api.Settings;
using SuperResFarm.Contracts.Http;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.Contracts.Objects;
using SuperResFarm.Jobs.Rules;
using SuperResFarm.Storage.Objects;

namespace SuperResFarm.Api.Submissions;

/// <summary>A request that was checked.</summary>
internal sealed record JobPlan
{
    /// <summary>How every image is enlarged, with the model pinned.</summary>
    public required UpscaleParameters Parameters { get; init; }

    /// <summary>What single images ask for otherwise; null: none may.</summary>
    public ItemOverrides? Overrides { get; init; }

    /// <summary>Where it may read and write.</summary>
    public required AccessRules Access { get; init; }

    /// <summary>Where results go whose items name no target; null: nowhere.</summary>
    public ObjectPrefix? Output { get; init; }

    /// <summary>How they are named there; null: as usual.</summary>
    public OutputTemplate? Template { get; init; }

    /// <summary>The size in results' names; null: not known.</summary>
    public string? Size { get; init; }

    /// <summary>When nothing more is begun.</summary>
    public JobLimits Limits { get; init; } = JobLimits.None;

    /// <summary>A list in the object store; null: the images come from elsewhere.</summary>
    public ObjectUri? Manifest { get; init; }

    /// <summary>What a list is.</summary>
    public ManifestFormat Format { get; init; }

    /// <summary>Where to look for images; null: they come from elsewhere.</summary>
    public ObjectPrefix? Prefix { get; init; }

    /// <summary>Whether also in folders below.</summary>
    public bool Recursive { get; init; }

    /// <summary>What is meant of what was found; none: everything.</summary>
    public IReadOnlyList<Glob> Include { get; init; } = [];

    /// <summary>What is not.</summary>
    public IReadOnlyList<Glob> Exclude { get; init; } = [];
}
