namespace OAuthMail.Tool.Import;

/// <summary>What became of one account.</summary>
internal sealed record ImportOutcome(string? Address, string? Account, string Result, string? WhatToDo, int ExitCode);
