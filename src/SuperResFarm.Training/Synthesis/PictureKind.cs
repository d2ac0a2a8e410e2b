namespace SuperResFarm.Training.Synthesis;

/// <summary>What is on a made-up picture.</summary>
internal enum PictureKind
{
    /// <summary>All of them, mostly leaves: what general networks are trained on.</summary>
    Mixed,

    /// <summary>Dead leaves: shapes in front of each other, with the sizes, edges and textures of photographs.</summary>
    Leaves,

    /// <summary>Leaves with words and signs in front of them.</summary>
    Signs,

    /// <summary>Lines of text in several scripts and fonts.</summary>
    Page,

    /// <summary>Drawings of lines and flat colours.</summary>
    LineArt,

    /// <summary>Leaves printed in dots.</summary>
    Halftone,
}
