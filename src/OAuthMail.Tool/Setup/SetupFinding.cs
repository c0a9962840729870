namespace OAuthMail.Tool.Setup;

/// <summary>One thing that is missing.</summary>
internal sealed record SetupFinding(string Where, bool IsError, string Detail, string WhatToDo, string Problem, string Responsible);
