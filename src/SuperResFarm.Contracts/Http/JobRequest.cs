using System.ComponentModel;
using SuperResFarm.Contracts.Messages;

namespace SuperResFarm.Contracts.Http;

/// <summary>Body of <c>POST /v1/jobs</c>. Exactly one of <see cref="Items"/>, <see cref="Manifest"/> and <see cref="Prefix"/> says which images.</summary>
public sealed record JobRequest
{
    /// <summary>The images one by one.</summary>
    public IReadOnlyList<ItemRequest>? Items { get; init; }

    /// <summary>A list of images in the object store.</summary>
    public ManifestRequest? Manifest { get; init; }

    /// <summary>All images under a prefix.</summary>
    public PrefixRequest? Prefix { get; init; }

    /// <summary>Prefix for the results of items without a target, <c>s3://bucket/folder/</c>. Their keys follow <c>ResultKey</c>.</summary>
    public string? Output { get; init; }

    /// <summary>How results are named below the output that have no target of their own; null: as <c>ResultKey</c> says. Placeholders: <c>{dir}</c>, <c>{stem}</c>,
    /// <c>{name}</c> (stem and extension of the source), <c>{ext}</c> (of the result), <c>{sourceExt}</c>, <c>{model}</c>, <c>{size}</c> (<c>x4</c>, <c>800x600</c>),
    /// <c>{number}</c> (place in the job; <c>{number:6}</c> has six digits) and <c>{label:NAME}</c>. <c>{{</c> and <c>}}</c> are braces.</summary>
    public string? OutputTemplate { get; init; }

    /// <summary>How every image is enlarged.</summary>
    public required UpscaleParameters Parameters { get; init; }

    /// <summary>Whose queue the items take.</summary>
    [DefaultValue(Priority.Normal)]
    public Priority Priority { get; init; } = Priority.Normal;

    /// <summary>Attempts an item is granted, 1 to 100.</summary>
    [DefaultValue(3)]
    public int Attempts { get; init; } = 3;

    /// <summary>What is noted with the job, to find it by: 20 names at most, each 1 to 63 of <c>a-z 0-9 . _ -</c> and beginning with a letter, with values of 0
    /// to 255 characters.</summary>
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    /// <summary>Until when images are begun, at most 366 days ahead; what has not begun by then fails as <c>deadline-passed</c>. Null: as long as it takes.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>How much the job may use; what has not begun by then fails as <c>budget-spent</c>. Null: as much as it needs.</summary>
    public BudgetBody? Budget { get; init; }
}

/// <summary>One image. The same members stand in a line of a JSONL manifest, and their names head the columns of a CSV manifest.</summary>
/// <param name="Source">Address of the image, <c>s3://bucket/key</c>.</param>
/// <param name="Target">Address of the result; null: made from the source's key below the job's output.</param>
/// <param name="Version">ETag the source must have; null: whatever is there when a worker takes it.</param>
public sealed record ItemRequest(string Source, string? Target = null, string? Version = null)
{
    /// <summary>What it asks for otherwise than its job; null: nothing. In CSV each member has a column of its own, <c>parameters.quality</c>.</summary>
    public ItemParameters? Parameters { get; init; }
}

/// <summary>A list of images in the object store. A line that cannot be used is a failed item that names it; the others are done.</summary>
/// <param name="Uri">Address of the list.</param>
/// <param name="Format">What it is; null: by its extension, <c>.csv</c> or else JSONL.</param>
public sealed record ManifestRequest(string Uri, ManifestFormat? Format = null);

/// <summary>Kinds of lists.</summary>
public enum ManifestFormat
{
    /// <summary>One <see cref="ItemRequest"/> on each line.</summary>
    Jsonl,

    /// <summary>A head line with <c>source</c> and maybe <c>target</c>, <c>version</c> and <c>parameters.*</c>, then one image on each line (RFC 4180).</summary>
    Csv,
}

/// <summary>All images under a prefix, in the states the listing shows. Names that no supported image has are passed over.</summary>
/// <param name="Uri"><c>s3://bucket/folder/</c>; results mirror what follows it.</param>
/// <param name="Recursive">Also in folders below.</param>
/// <param name="Include">Globs over what follows the prefix (<c>**/*.jpg</c>); null: all images.</param>
/// <param name="Exclude">Globs of what is left out; null: nothing.</param>
public sealed record PrefixRequest(string Uri, bool Recursive = true, IReadOnlyList<string>? Include = null, IReadOnlyList<string>? Exclude = null);
