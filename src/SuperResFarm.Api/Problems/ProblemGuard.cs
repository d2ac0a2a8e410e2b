namespace SuperResFarm.Api.Problems;

/// <summary>Stands around every endpoint: whatever it throws becomes an answer, and never a stack trace.</summary>
/// <param name="logger">Hears of what nobody foresaw.</param>
internal sealed class ProblemGuard(ILogger<ProblemGuard> logger)
{
    /// <summary>Runs an endpoint.</summary>
    public async Task InvokeAsync(HttpContext context, RequestDelegate endpoint)
    {
        try
        {
            await endpoint(context);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there any more to be told.
        }
        catch (Exception fault)
        {
            await AnswerAsync(context, fault);
        }
    }

    private async Task AnswerAsync(HttpContext context, Exception fault)
    {
        var problem = FaultMap.Of(fault);
        if (problem.Status >= StatusCodes.Status500InternalServerError)
        {
            if (problem.Status == StatusCodes.Status503ServiceUnavailable)
                Log.CannotServe(logger, context.Request.Method, context.Request.Path, problem.Code, problem.InnerException);
            else
                Log.RequestFailed(logger, context.Request.Method, context.Request.Path, ProblemWriter.TraceIdOf(context), fault);
        }
        if (context.Response.HasStarted)
        {
            // Half an answer must not look like a whole one.
            context.Abort();
            return;
        }
        context.Response.Clear();
        AnswerHeaders.Apply(context.Response);
        await ProblemWriter.WriteAsync(context, problem);
    }
}
