using SuperResFarm.Contracts.Messages;
using SuperResFarm.Imaging.Decode;
using SuperResFarm.Inference.Faces;
using SuperResFarm.Inference.Planning;
using SuperResFarm.Models.Cards;

namespace SuperResFarm.Inference.Upscaling;

/// <summary>Everything decided about one image before its first pixel is enlarged; but for faces, before one is decoded.</summary>
public sealed record ItemPlan : IDisposable
{
    /// <summary>The source.</summary>
    public required ImageHeader Source { get; init; }

    /// <summary>The model.</summary>
    public required ModelCard Model { get; init; }

    /// <summary>How far JPEG's blocks are removed before, above 0 to 1, which the model's name tells too; null: not at all.</summary>
    public double? Deblock { get; init; }

    /// <summary>The result.</summary>
    public required OutputPlan Output { get; init; }

    /// <summary>The tiles.</summary>
    public required TilePlan Tiles { get; init; }

    /// <summary>Gives the tiles beside so many bytes that wait for them; null: the same.</summary>
    internal Func<long, TilePlan>? TilesBeside { get; init; }

    /// <summary>What was done about faces; null: nothing was asked for, or nothing is done yet.</summary>
    public FaceReport? Faces { get; init; }

    /// <returns>What was done about faces in the words of reports; null: nothing was asked for.</returns>
    public FaceFacts? FaceFacts() => Faces?.Facts(Output.InResult);

    /// <summary>What stays loaded until the plan is disposed of.</summary>
    internal IReadOnlyList<IDisposable> Leases { get; init; } = [];

    /// <summary>Runs over each tile and what does them.</summary>
    internal IReadOnlyList<PassEngine> Passes { get; init; } = [];

    /// <summary>What the user should know, in the order it was found.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>Lets go of the networks; the plan remains as a description.</summary>
    public void Dispose()
    {
        foreach (var lease in Leases)
            lease.Dispose();
    }
}
