namespace SuperResFarm.Models.Cards;

/// <summary>What a network does with an image.</summary>
public enum ModelTask
{
    /// <summary>Enlarges any image, or cleans it at scale 1.</summary>
    Upscale,

    /// <summary>Rebuilds one aligned face of a fixed size.</summary>
    RestoreFace,

    /// <summary>Finds faces: boxes, scores and five landmarks each.</summary>
    DetectFaces,

    /// <summary>Tells for each pixel of an aligned face which part of it (skin, eye, hair, ...) it shows.</summary>
    ParseFaces,
}

/// <summary>How tasks are spelled.</summary>
public static class TaskWords
{
    /// <returns>The word that answers and files have for a task: <c>upscale</c>, <c>restore-face</c>, <c>detect-faces</c> or <c>parse-faces</c>.</returns>
    public static string Spelled(this ModelTask task) => task switch
    {
        ModelTask.RestoreFace => "restore-face",
        ModelTask.DetectFaces => "detect-faces",
        ModelTask.ParseFaces => "parse-faces",
        _ => "upscale",
    };
}
