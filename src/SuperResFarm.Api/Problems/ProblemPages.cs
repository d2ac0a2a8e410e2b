namespace SuperResFarm.Api.Problems;

/// <summary>Stands before routing: gives every answer its headers, and a body to errors that have none, such as those of unknown routes.</summary>
internal sealed class ProblemPages : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(InvokeAsync);
        next(app);
    };

    private static async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        AnswerHeaders.Apply(context.Response);
        await next(context);
        if (context.Response is { HasStarted: false, StatusCode: >= StatusCodes.Status400BadRequest, ContentType: null } && !context.RequestAborted.IsCancellationRequested)
            await ProblemWriter.WriteAsync(context, ProblemWriter.OfStatus(context, context.Response.StatusCode));
    }
}
