using SuperResFarm.Models.Cards;

namespace SuperResFarm.Api.Catalog;

/// <summary>A model that is here.</summary>
/// <param name="Name">Its own name, also where it was asked for by another.</param>
/// <param name="Card">What is known of it; null: its file cannot be used.</param>
/// <param name="Fault">Why not; null: it can.</param>
internal sealed record KnownModel(string Name, ModelCard? Card, string? Fault = null)
{
    /// <summary>Why no job may name it; null: one may.</summary>
    public string? Refusal => Fault ?? (Card is { Task: not ModelTask.Upscale } ? $"The model '{Name}' is for faces and enlarges no images: name it in faces, and here one of the task upscale; GET /v1/models tells tasks." : null);
}
