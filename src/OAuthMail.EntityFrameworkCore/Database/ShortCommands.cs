using Microsoft.EntityFrameworkCore;

namespace OAuthMail.EntityFrameworkCore.Database;

/// <summary>Shortens the time limit of a context's commands until it is disposed.</summary>
internal readonly struct ShortCommands : IDisposable
{
    private readonly DbContext _context;
    private readonly int? _previous;

    /// <summary>Shortens the time limit, unless the application has set a shorter one.</summary>
    public ShortCommands(DbContext context, int seconds)
    {
        _context = context;
        _previous = context.Database.GetCommandTimeout();
        if (_previous is null or 0 || _previous > seconds) context.Database.SetCommandTimeout(seconds);
    }

    public void Dispose() => _context.Database.SetCommandTimeout(_previous);
}
