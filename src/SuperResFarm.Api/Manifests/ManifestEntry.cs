using SuperResFarm.Contracts.Http;

namespace SuperResFarm.Api.Manifests;

/// <summary>An entry of a list of images.</summary>
/// <param name="Line">Where it begins, from 1.</param>
/// <param name="Item">The image; null: the entry cannot be used.</param>
/// <param name="Given">What stands there instead, shortened.</param>
/// <param name="Mistake">Why it cannot be used, to follow the line's number.</param>
internal readonly record struct ManifestEntry(int Line, ItemRequest? Item, string Given = "", string? Mistake = null);
