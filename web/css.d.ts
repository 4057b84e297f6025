/// <reference types="next" />

declare module '@fontsource-variable/inter' {}
