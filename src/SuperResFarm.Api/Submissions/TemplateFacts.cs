namespace SuperResFarm.Api.Submissions;

/// <summary>What a template may name.</summary>
/// <param name="Source">Key of the source, or what follows the prefix that it was found under.</param>
/// <param name="Extension">Of the result, without a dot.</param>
/// <param name="Model">Name of the model.</param>
/// <param name="Size">As <c>x4</c> or <c>800x600</c>; null: not known.</param>
/// <param name="Number">Place in the job, from 0.</param>
internal sealed record TemplateFacts(string Source, string Extension, string Model, string? Size, int Number)
{
    /// <summary>The folders of the source, without a slash at an end; may be empty.</summary>
    public string Folder => Source[..Math.Max(Source.LastIndexOf('/'), 0)].Trim('/');

    /// <summary>Name of the source without its last extension.</summary>
    public string Stem => Dot is > 0 and var dot ? Name[..dot] : Name;

    /// <summary>The last extension of the source, without a dot; may be empty.</summary>
    public string SourceExtension => Dot is > 0 and var dot ? Name[(dot + 1)..] : "";

    private string Name => Source[(Source.LastIndexOf('/') + 1)..];

    private int Dot => Name.LastIndexOf('.');
}
